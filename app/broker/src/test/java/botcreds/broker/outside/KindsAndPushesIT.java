package botcreds.broker.outside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import botcreds.sandbox.github.Options;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Deploy keys, and pushes by the real git that GitHub tells of, with the packaged jar. */
final class KindsAndPushesIT {
    private static final String SECRET = "a-webhook-secret-of-some-length";

    @TempDir
    Path parent;

    @Test
    void aDeployKeyComesAndGoes() throws Exception {
        try (Town town = new Town(parent)) {
            town.startBroker();
            Reply issued = town.machina.request("""
                    {"repo": "myorg/repo-a", "permissions": ["contents:read"], "reason": "Mirror", "kind": "deploy_key", "ttl": "2h"}
                    """);
            assertThat(issued.status()).as(issued.text()).isEqualTo(200);
            assertThat(issued.body().at("/deploy_key/private_key").asText()).startsWith("-----BEGIN OPENSSH");
            assertThat(issued.body().has("token")).isFalse();
            var repository = town.gitHub.repositories().find("myorg/repo-a").orElseThrow();
            assertThat(town.gitHub.deployKeys().of(repository)).hasSize(1);

            town.broker().kill();
            town.startBroker();
            assertThat(town.machina
                            .send("DELETE", "/v1/token/" + issued.requestId(), "")
                            .status())
                    .isEqualTo(204);
            assertThat(town.gitHub.deployKeys().of(repository)).isEmpty();
        }
    }

    @Test
    void aPushThatDoesNotSayWhoMadeItIsSeenInSlackAndAtTheCommit() throws Exception {
        int port = Town.freePort();
        URI hook = URI.create("http://127.0.0.1:" + port + "/github/webhook");
        try (Town town = new Town(parent, Options.defaults().withWebhook(hook, SECRET))) {
            town.settings.put("BOTCREDS_SLACK_LISTEN", "127.0.0.1:" + port);
            town.settings.put("BOTCREDS_GITHUB_WEBHOOK_SECRET", SECRET);
            Files.writeString(
                    town.policy(),
                    Files.readString(town.policy())
                            .replace(
                                    "approval_timeout: 24h",
                                    "approval_timeout: 24h, attribution: {trailer: required}"));
            town.startBroker();
            Reply issued = town.machina.request("""
                    {"repo": "myorg/repo-a", "permissions": ["contents:write"], "reason": "Work"}
                    """);
            assertThat(issued.body().at("/attribution/required").asBoolean()).isTrue();
            String url = issued.body().at("/git/clone_url").asText();
            Path work = town.directory.resolve("work");
            GitCommand.run(town.directory, "clone", "-q", url, work.toString());
            GitCommand.run(
                    work,
                    "-c",
                    "user.name=x",
                    "-c",
                    "user.email=x@example.com",
                    "commit",
                    "-q",
                    "--allow-empty",
                    "-m",
                    "Sneaky");
            GitCommand.run(work, "push", "-q", "origin", "main");

            town.slack.awaitMessage(
                    message -> message.shown().contains("do not say which bot made them"), BrokerProcess.PATIENCE);
            await().atMost(BrokerProcess.PATIENCE)
                    .untilAsserted(() -> assertThat(town.gitHub.ledger().entries())
                            .anyMatch(each -> each.path().endsWith("/check-runs")
                                    && each.status() == 201
                                    && each.body() != null
                                    && each.body().contains("failure")));
            assertThat(town.admin
                            .send("GET", "/v1/audit?event=attribution_violated", "")
                            .text())
                    .contains("no trailer");
        }
    }
}

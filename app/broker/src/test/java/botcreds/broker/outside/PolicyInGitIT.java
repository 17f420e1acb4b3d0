package botcreds.broker.outside;

import static botcreds.sandbox.slack.Options.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import botcreds.sandbox.github.Fault;
import botcreds.sandbox.github.HostedRepository;
import botcreds.sandbox.github.Options;
import botcreds.sandbox.slack.Message;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A team whose policy is in git: remembered by pull request, merged, forged, and gone for a while. */
final class PolicyInGitIT {
    /** Two looks, on a machine that does other things too. */
    private static final Duration LOOKED = Duration.ofMinutes(3);

    private static final String SECRET = "a-webhook-secret-of-some-length";

    @TempDir
    Path parent;

    @Test
    @Tag("T-55")
    void aRuleIsProposedMergedAndOutlivesForgeryAndAbsenceOfTheRemote() throws Exception {
        try (Town town = new Town(parent)) {
            HostedRepository hosted = town.gitHub.createRepository("myorg/policy");
            Path clone = parent.resolve("clone");
            GitCommand.run(parent, "clone", "-q", hosted.gitDirectory().toString(), clone.toString());
            Files.copy(town.policy(), clone.resolve("policy.yaml"));
            commit(clone, "the policy");
            GitCommand.run(clone, "push", "-q", "origin", "HEAD:main");
            Files.delete(town.policy());
            town.settings.put("BOTCREDS_POLICY_GIT", town.gitHub.url() + "/myorg/policy.git#main");
            town.startBroker();

            Reply pending = town.machina
                    .request(Bot.ask("myorg/new-project", "contents:write"))
                    .expect(202);
            Message card = town.card(pending, "request_remember");
            town.clicks(ALICE, pending, "request_remember");
            town.machina.poll(pending.requestId(), 50).expect(200);
            Message receipt = town.cardShowing(card, "pull request #1 opened");
            assertThat(receipt.shown()).contains(town.gitHub.url() + "/myorg/policy/pull/1");
            town.machina.request(Bot.ask("myorg/new-project", "contents:write")).expect(202);

            GitCommand.run(clone, "fetch", "-q", "origin");
            String branch = GitCommand.run(clone, "branch", "-r", "--list", "origin/botcreds/*")
                    .strip();
            String before = GitCommand.run(clone, "rev-parse", "HEAD").strip();
            GitCommand.run(clone, "merge", "-q", "--ff-only", branch);
            GitCommand.run(clone, "push", "-q", "origin", "HEAD:main");
            String merged = GitCommand.run(clone, "rev-parse", "HEAD").strip();
            Awaitility.await()
                    .atMost(LOOKED)
                    .until(() -> town.ops("/readyz?verbose").text().contains("policy: commit " + merged));
            Reply auto = town.machina
                    .request(Bot.ask("myorg/new-project", "contents:write"))
                    .expect(200);
            assertThat(auto.field("approval")).isEqualTo("auto");

            GitCommand.run(clone, "push", "-q", "-f", "origin", before + ":main");
            town.slack.awaitMessage(message -> message.shown().contains("was rewound or replaced"), LOOKED);
            town.broker().close();
            town.gitHub.repositories().delete("myorg/policy");
            town.startBroker();
            assertThat(town.ops("/readyz?verbose").text()).contains("policy: commit " + merged);
            assertThat(town.admin.send("GET", "/v1/rules", "").expect(200).text())
                    .contains(
                            "\"source\":\"" + town.gitHub.url() + "/myorg/policy.git#main:policy.yaml\"",
                            "\"commit\":\"" + merged + "\"",
                            "\"since\":",
                            "\"trouble\":");
            assertThat(town.admin
                            .send("GET", "/v1/audit?event=policy_changed", "")
                            .expect(200)
                            .text())
                    .contains("\"policy_commit\":\"" + merged + "\"");
            town.machina.request(Bot.ask("myorg/new-project", "issues:write")).expect(202);
            assertThat(Double.parseDouble(town.metric("botcreds_policy_stale_seconds")))
                    .isPositive();
        }
    }

    @Test
    @Tag("T-55")
    void whatIsForgedOrGoneWhileARuleIsProposedIsToldOnceAndTheRuleStillLands() throws Exception {
        int port = Town.freePort();
        URI hook = URI.create("http://127.0.0.1:" + port + "/github/webhook");
        try (Town town = new Town(parent, Options.defaults().withWebhook(hook, SECRET))) {
            HostedRepository hosted = town.gitHub.createRepository("myorg/policy");
            Path clone = parent.resolve("clone");
            GitCommand.run(parent, "clone", "-q", hosted.gitDirectory().toString(), clone.toString());
            String policy = Files.readString(town.policy())
                    .replace("    deny:", "      - {repo: myorg/policy, permissions: [contents:write]}\n    deny:");
            Files.writeString(clone.resolve("policy.yaml"), policy + "alerts: {policy_stale: 1m}\n");
            commit(clone, "the policy");
            String first = GitCommand.run(clone, "rev-parse", "HEAD").strip();
            GitCommand.run(clone, "push", "-q", "origin", "HEAD:main");
            town.settings.put("BOTCREDS_POLICY_GIT", town.gitHub.url() + "/myorg/policy.git#main");
            town.settings.put("BOTCREDS_SLACK_LISTEN", "127.0.0.1:" + port);
            town.settings.put("BOTCREDS_GITHUB_WEBHOOK_SECRET", SECRET);
            town.startBroker();

            Reply key = town.machina
                    .request(Bot.ask("myorg/policy", "contents:write"))
                    .expect(200);
            String url = key.body().at("/git/clone_url").asText();
            Files.writeString(clone.resolve("README.md"), "Rules\n");
            commit(clone, "say what this is");
            GitCommand.run(clone, "push", "-q", url, "HEAD:main");
            String second = GitCommand.run(clone, "rev-parse", "HEAD").strip();
            Awaitility.await()
                    .atMost(LOOKED)
                    .until(() -> town.broker().output().contains("looked at because somebody said that it changed"));
            awaitCommit(town, second);

            Reply pending = town.machina
                    .request(Bot.ask("myorg/new-project", "contents:write"))
                    .expect(202);
            Message card = town.card(pending, "request_remember");
            town.clicks(ALICE, pending, "request_remember");
            town.cardShowing(card, "pull request #1 opened");

            GitCommand.run(clone, "push", "-q", "-f", "origin", first + ":main");
            town.slack.awaitMessage(message -> message.shown().contains("was rewound or replaced"), LOOKED);
            town.slack.awaitMessage(message -> message.shown().contains("has not been confirmed for"), LOOKED);
            GitCommand.run(clone, "push", "-q", "-f", "origin", second + ":main");
            town.slack.awaitMessage(message -> message.shown().contains("The policy is in order again"), LOOKED);

            town.gitHub
                    .faults()
                    .arm(Fault.serverError(503).on("GET", "/info/refs").times(Fault.ALWAYS));
            Awaitility.await()
                    .atMost(LOOKED)
                    .until(() -> town.ops("/readyz?verbose").text().contains("cannot be looked at"));
            assertThat(town.ops("/readyz?verbose").text()).contains("policy: commit " + second);
            town.gitHub.faults().clear();

            GitCommand.run(clone, "fetch", "-q", "origin");
            String branch = GitCommand.run(clone, "branch", "-r", "--list", "origin/botcreds/*")
                    .strip();
            GitCommand.run(clone, "merge", "-q", "--ff-only", branch);
            GitCommand.run(clone, "push", "-q", "origin", "HEAD:main");
            awaitCommit(town, GitCommand.run(clone, "rev-parse", "HEAD").strip());
            town.machina.request(Bot.ask("myorg/new-project", "contents:write")).expect(200);
            for (String once :
                    List.of("was rewound or replaced", "has not been confirmed for", "The policy is in order again")) {
                assertThat(town.slack.messages())
                        .filteredOn(message -> message.shown().contains(once))
                        .hasSize(1);
            }
        }
    }

    private static void awaitCommit(Town town, String commit) {
        Awaitility.await()
                .atMost(LOOKED)
                .until(() -> town.ops("/readyz?verbose").text().contains("policy: commit " + commit));
    }

    private static void commit(Path clone, String message) throws Exception {
        GitCommand.run(clone, "add", "-A");
        GitCommand.run(clone, "-c", "user.name=Paula", "-c", "user.email=p@example", "commit", "-q", "-m", message);
    }
}

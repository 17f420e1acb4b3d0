package botcreds.broker.outside;

import static botcreds.sandbox.slack.Options.ALICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import botcreds.sandbox.github.Fault;
import botcreds.sandbox.slack.Message;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bot is in somebody else's hands: one line in Slack, and nothing of it is alive at GitHub, whatever is down. */
final class CompromiseIT {
    private static final String SESSION = """
            {"repo": "myorg/repo-a", "permissions": ["issues:write"], "reason": "all day", "ttl": "8h", "kind": "session"}
            """;

    private Town town;

    @BeforeEach
    void open(@TempDir Path parent) {
        town = new Town(parent);
        town.startBroker();
    }

    @AfterEach
    void close() {
        town.close();
    }

    @Test
    void afterOneLineInSlackNothingOfTheBotIsAliveAndARestartChangesNothing() throws Exception {
        Reply token =
                town.machina.request(Bot.ask("myorg/repo-a", "contents:write")).expect(200);
        Reply session = town.machina.request(SESSION).expect(200);
        Reply pending =
                town.machina.request(Bot.ask("myorg/repo-b", "contents:read")).expect(202);
        assertThat(isAlive(token)).isTrue();

        town.types(ALICE, "lockdown machina-bot its key leaked");
        Message question = town.slack.awaitMessage(
                message -> message.onlyFor().equals(Optional.of(ALICE)) && message.offers("command_confirm"),
                BrokerProcess.PATIENCE);
        town.slack.click(ALICE, question.ts(), "command_confirm");

        assertThat(town.whisper(ALICE, "is locked down").shown()).doesNotContain("REVOKE_PENDING");
        assertThat(isAlive(token)).isFalse();
        assertThat(isAlive(session)).isFalse();
        for (Reply each : List.of(token, session, pending)) {
            town.machina.poll(each.requestId(), 0).expect(401, "invalid_credential");
        }
        town.slack.awaitMessage(
                message -> message.shown().contains("locked machina-bot down: its key leaked")
                        && message.shown().contains("credential_issued"),
                BrokerProcess.PATIENCE);

        town.broker().kill();
        town.startBroker();

        town.machina.request(Bot.ask("myorg/repo-a", "contents:write")).expect(401, "invalid_credential");
        Reply rotated =
                town.admin.send("POST", "/v1/bots/machina-bot/keys", "{}").expect(200);
        Bot renewed = new Bot(rotated.field("key"), () -> town.broker().listener("api"));
        renewed.request(Bot.ask("myorg/repo-a", "contents:write")).expect(403, "bot_locked");
        renewed.send("POST", "/v1/token/" + session.requestId() + "/refresh", "")
                .expect(403, "bot_locked");
        town.admin.send("POST", "/v1/bots/machina-bot/unlock", "").expect(200);
        renewed.request(Bot.ask("myorg/repo-a", "contents:write")).expect(200);
        town.machina.request(Bot.ask("myorg/repo-a", "contents:write")).expect(401, "invalid_credential");
    }

    @Test
    @Tag("T-35")
    @Tag("T-85")
    void withSlackAndGitHubDownTheBotIsLockedAndItsTokensDieWhenGitHubIsBack() throws Exception {
        Reply token =
                town.machina.request(Bot.ask("myorg/repo-a", "contents:write")).expect(200);
        town.slack.faults().down();
        town.gitHub
                .faults()
                .arm(Fault.serverError(503).on("DELETE", "/installation/token$").times(Fault.ALWAYS));

        Reply deed =
                town.admin.send("POST", "/v1/bots/machina-bot/lockdown", "{}").expect(200);

        assertThat(deed.text()).contains("REVOKE_PENDING");
        town.machina.poll(token.requestId(), 0).expect(401, "invalid_credential");
        assertThat(machina().path("revoke_pending").asInt()).isEqualTo(1);
        assertThat(isAlive(token)).isTrue();

        town.gitHub.faults().clear();
        town.slack.faults().clear();

        await().atMost(BrokerProcess.PATIENCE)
                .until(() -> machina().path("live").asInt() == 0);
        assertThat(isAlive(token)).isFalse();
        town.slack.awaitMessage(
                message -> message.shown().contains("admin locked machina-bot down"), BrokerProcess.PATIENCE);
    }

    private JsonNode machina() throws IOException, InterruptedException {
        return town.admin.send("GET", "/v1/bots", "").body().path("bots").get(0);
    }

    private boolean isAlive(Reply issued) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(town.gitHub.url() + "/repos/myorg/repo-a"))
                .header("Authorization", "Bearer " + issued.token())
                .build();
        return HttpClient.newHttpClient()
                        .send(request, HttpResponse.BodyHandlers.discarding())
                        .statusCode()
                == 200;
    }
}

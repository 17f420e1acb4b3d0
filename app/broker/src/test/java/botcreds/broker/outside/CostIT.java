package botcreds.broker.outside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import botcreds.sandbox.github.Installation;
import botcreds.sandbox.github.Options;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two bots that share one installation's calls to GitHub, of which few are left. */
final class CostIT {
    private static final int LIMIT = 1000;
    private static final int LITTLE = 90;
    /** More than the modest bot is given while this test waits for the broker's next look at the limit. */
    private static final int GREEDY = 40;

    @TempDir
    Path parent;

    private Town town;
    private Installation installation;

    @BeforeEach
    void open() throws IOException {
        town = new Town(parent, Options.defaults().withHourlyLimit(LIMIT));
        installation = town.gitHub.installations().find(50_000_001).orElseThrow();
        Files.writeString(
                town.policy(),
                Files.readString(town.policy())
                        .replace(
                                "  other-bot:\n",
                                "  other-bot:\n    auto_approve: [{repo: myorg/repo-a, permissions: [contents:write]}]\n"));
        town.startBroker();
    }

    @AfterEach
    void close() {
        town.close();
    }

    @Test
    void whenLittleIsLeftHumansAreWarnedTheGreedyBotWaitsTheModestGoesOnAndAfterTheResetAllDo() throws Exception {
        town.gitHub.leave(installation, LITTLE, Duration.ofHours(1));
        Reply held = ask(town.machina).expect(200);
        for (int i = 1; i < GREEDY; i++) {
            ask(town.machina).expect(200);
        }
        ask(town.other).expect(200);
        await().atMost(BrokerProcess.PATIENCE).until(() -> left() > 0);
        int left = left();
        // The broker itself has made a call or two by then.
        assertThat(left).isBetween(LITTLE - 5, LITTLE);

        Reply waits = ask(town.machina).expect(429, "github_budget_short");
        assertThat(waits.retryAfter().map(Long::parseLong).orElseThrow()).isBetween(1L, 3600L);
        assertThat(waits.field("hint")).contains("Use the tokens you have");
        ask(town.other).expect(200);
        assertThat(town.machina.poll(held.requestId(), 0).expect(200).token()).isEqualTo(held.token());

        everybodyCanSeeWhoTookHowMuch(left);
        town.slack.awaitMessage(
                message -> message.shown()
                        .contains("GitHub leaves installation " + installation.id() + " only " + left + " of " + LIMIT),
                BrokerProcess.PATIENCE);
        assertThat(town.metrics()).contains("botcreds_alerts_total{alert=\"github_budget\"} 1.0");

        town.gitHub.leave(installation, LITTLE, Duration.ofSeconds(10));
        // What the modest bot is given has the broker ask GitHub anew, once a minute has passed since it last did.
        await().atMost(BrokerProcess.PATIENCE)
                .pollInterval(Duration.ofSeconds(4))
                .until(() ->
                        ask(town.other).status() == 200 && ask(town.machina).status() == 200);
    }

    private void everybodyCanSeeWhoTookHowMuch(int left) throws Exception {
        JsonNode bots =
                town.admin.send("GET", "/v1/bots", "").expect(200).body().path("bots");
        JsonNode machina = bots.get(0).at("/github/0");
        assertThat(bots.get(0).path("bot").asText()).isEqualTo("machina-bot");
        assertThat(machina.path("tokens").asInt()).isEqualTo(GREEDY);
        assertThat(machina.path("all_tokens").asInt()).isEqualTo(GREEDY + 2);
        assertThat(machina.path("left").asInt()).isEqualTo(left);
        assertThat(bots.get(1).at("/github/0/tokens").asInt()).isEqualTo(2);

        Terminal terminal = new Terminal(parent, () -> town.broker().listener("api"));
        terminal.environment.put("BOTCREDS_TOKEN", Town.ADMIN_TOKEN);
        assertThat(terminal.run("bots").expect(0).out()).contains("\t40 of 42\t", "\t2 of 42\t");
    }

    /** What the metrics say; 0 until GitHub has told. */
    private int left() throws IOException, InterruptedException {
        String value =
                town.metric("botcreds_github_installation_remaining{installation=\"" + installation.id() + "\"}");
        return value.isEmpty() ? 0 : (int) Double.parseDouble(value);
    }

    private static Reply ask(Bot bot) throws IOException, InterruptedException {
        return bot.request(Bot.ask("myorg/repo-a", "contents:write"));
    }
}

package botcreds.broker.outside;

import static botcreds.sandbox.slack.Options.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import botcreds.sandbox.slack.Message;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Slack being away delays what humans see, and nothing else. */
@Tag("T-85")
final class SlackAwayIT {
    @TempDir
    Path parent;

    @Test
    void theBrokerStartsAndWorksWithoutSlackAndTheCardsComeLater() throws Exception {
        try (Town town = new Town(parent)) {
            town.slack.faults().down();
            town.startBroker();

            town.machina.request(Bot.ask("myorg/repo-a", "contents:write")).expect(200);
            List<Reply> waiting = new ArrayList<>();
            for (String repository : List.of("repo-b", "side", "new-project")) {
                waiting.add(town.machina
                        .request(Bot.ask("myorg/" + repository, "contents:write"))
                        .expect(202));
            }
            Reply decided = waiting.get(0);
            town.admin
                    .send("POST", "/v1/requests/" + decided.requestId() + "/approve", "")
                    .expect(200);
            town.machina.poll(decided.requestId(), 50).expect(200);
            assertThat(town.slack.messages()).isEmpty();
            assertThat(town.ops("/livez").status()).isEqualTo(200);

            town.slack.faults().clear();

            for (Reply pending : waiting.subList(1, 3)) {
                assertThat(town.approves(ALICE, pending).acknowledged()).isTrue();
                town.machina.poll(pending.requestId(), 50).expect(200);
            }
            // What was decided before anybody could be shown it gets no card.
            for (Reply each : waiting.subList(1, 3)) {
                town.slack.awaitMessage(
                        message -> message.shown().contains("#" + each.shortId())
                                && message.shown().contains("Valid until"),
                        BrokerProcess.PATIENCE);
                assertThat(town.slack.messages().stream()
                                .filter(message -> message.threadTs().isEmpty())
                                .filter(message -> message.shown().contains("#" + each.shortId())))
                        .as("one card for #%s", each.shortId())
                        .hasSize(1);
            }
        }
    }

    @Test
    void cardsThatNobodyGotOutliveARestart() throws Exception {
        try (Town town = new Town(parent)) {
            town.slack.faults().down();
            town.startBroker();
            Reply pending = town.machina
                    .request(Bot.ask("myorg/repo-b", "contents:write"))
                    .expect(202);
            town.broker().kill();
            town.slack.faults().clear();

            town.startBroker();

            Message card = town.card(pending, "request_approve");
            town.clicks(ALICE, pending, "request_approve");
            town.machina.poll(pending.requestId(), 50).expect(200);
            town.cardShowing(card, "Valid until");
        }
    }
}

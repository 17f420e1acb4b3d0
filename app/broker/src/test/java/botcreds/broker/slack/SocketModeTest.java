package botcreds.broker.slack;

import static botcreds.sandbox.slack.Options.ALICE;
import static botcreds.sandbox.slack.Options.APPROVALS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import botcreds.sandbox.slack.Message;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SocketModeTest {
    @Test
    void overASocketEverythingWorksWithoutAPort(@TempDir Path directory) throws Exception {
        try (Desk desk = new Desk(directory, true)) {
            assertThat(desk.edge.servlet()).isEmpty();
            await().atMost(Desk.SOON).until(desk.slack::socketConnected);
            Message card = desk.asks("myorg/new-project", "contents:write");
            desk.slack.click(ALICE, card.ts(), "request_approve");
            desk.awaitCard(card, "✅ Approved");
            assertThat(desk.slack
                            .command(ALICE, APPROVALS, "/botcreds", "pending")
                            .body())
                    .contains("Nothing waits");
        }
    }
}

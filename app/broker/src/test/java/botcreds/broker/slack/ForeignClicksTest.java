package botcreds.broker.slack;

import static botcreds.sandbox.slack.Options.ALICE;
import static botcreds.sandbox.slack.Options.APPROVALS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.RequestState;
import botcreds.sandbox.slack.Message;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clicks that Slack signed, but that no button of ours, or no click in our workspace, makes. */
class ForeignClicksTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Desk desk;
    private AccessRequest request;
    private ObjectNode click;

    @BeforeEach
    void open(@TempDir Path directory) {
        desk = new Desk(directory);
        Message card = desk.asks("myorg/new-project", "contents:write");
        request = desk.theRequest();
        String value = request.id() + ":r" + request.revision();
        click = JSON.createObjectNode().put("type", "block_actions");
        click.put("api_app_id", desk.slack.options().appId()).put("trigger_id", "1.2.x");
        click.putObject("team").put("id", desk.slack.options().teamId());
        click.putObject("user")
                .put("id", ALICE)
                .put("team_id", desk.slack.options().teamId());
        click.putObject("container")
                .put("type", "message")
                .put("message_ts", card.ts())
                .put("channel_id", APPROVALS);
        click.putObject("channel").put("id", APPROVALS);
        click.putArray("actions")
                .addObject()
                .put("type", "button")
                .put("action_id", "request_approve")
                .put("block_id", "pending:" + value)
                .put("value", value);
    }

    @AfterEach
    void close() throws Exception {
        desk.close();
    }

    @Test
    void theClickThatTheOthersAreVariantsOfCounts() {
        send();
        assertThat(state()).isEqualTo(RequestState.APPROVED);
    }

    @Test
    @Tag("T-08")
    void anotherTeamIsRefused() {
        click.withObject("/team").put("id", "T0OTHER");
        assertRefused("foreign_workspace");
    }

    @Test
    @Tag("T-08")
    void anotherEnterpriseIsRefused() {
        click.putObject("enterprise").put("id", "E0OTHER");
        assertRefused("foreign_workspace");
    }

    @Test
    @Tag("T-08")
    void anotherAppIsRefused() {
        desk.slack.command(ALICE, APPROVALS, "/botcreds", "help");
        click.put("api_app_id", "A0OTHER");
        assertRefused("foreign_workspace");
    }

    @Test
    @Tag("T-09")
    void twoActionsInOneClickAreRefused() {
        click.withArray("actions").add(click.path("actions").get(0).deepCopy());
        assertRefused("unknown_action");
    }

    @Test
    @Tag("T-09")
    void anUnknownActionIsRefused() {
        ((ObjectNode) click.path("actions").get(0)).put("action_id", "request_approve_all");
        assertRefused("unknown_action");
    }

    @Test
    @Tag("T-09")
    void anActionInABlockThatIsNotItsOwnIsRefused() {
        ((ObjectNode) click.path("actions").get(0)).put("block_id", "receipt:x");
        assertRefused("unknown_action");
    }

    @Test
    @Tag("T-09")
    void aClickWhoseTwoChannelsDifferIsRefused() {
        click.withObject("/channel").put("id", "C0OTHER");
        assertRefused("unknown_action");
    }

    @Test
    @Tag("T-09")
    void aClickOnAnotherMessageChangesNothing() {
        click.withObject("/container").put("message_ts", "1600000000.000100");
        send();
        desk.awaitWhisper(ALICE, "not the current message");
        assertThat(state()).isEqualTo(RequestState.PENDING);
    }

    @Test
    @Tag("T-10")
    void anAddressThatIsNotSlacksIsNotContactedAndTheAnswerComesAllTheSame() {
        click.put("response_url", "http://127.0.0.1:9/steal");
        click.withObject("/container").put("message_ts", "1600000000.000100");
        send();
        desk.awaitWhisper(ALICE, "not the current message");
    }

    private void assertRefused(String why) {
        send();
        await().atMost(Desk.SOON)
                .until(() -> desk.refusals().stream()
                        .anyMatch(row -> row.json().contains(why) && row.json().contains(ALICE)));
        assertThat(state()).isEqualTo(RequestState.PENDING);
    }

    private void send() {
        String body = "payload=" + URLEncoder.encode(click.toString(), StandardCharsets.UTF_8);
        long now = desk.house.clock.instant().getEpochSecond();
        assertThat(desk.slack.signed(body, now).status()).isEqualTo(200);
    }

    private RequestState state() {
        return desk.find(request.id().value()).state();
    }
}

package botcreds.broker.slack;

import static botcreds.sandbox.slack.Options.ALICE;
import static botcreds.sandbox.slack.Options.APPROVALS;
import static botcreds.sandbox.slack.Options.CAROL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import botcreds.broker.access.House;
import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.RequestState;
import botcreds.broker.requests.Answer;
import botcreds.broker.requests.RequestView;
import botcreds.sandbox.slack.Message;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("T-70")
class BatchInSlackTest {
    private Desk desk;
    private Message card;

    @BeforeEach
    void open(@TempDir Path directory) {
        desk = new Desk(directory);
        desk.asks("myorg/one", "contents:write");
        desk.house.request(House.MACHINA, House.ask("myorg/two", "contents:read"));
        desk.house.request(House.MACHINA, House.ask("myorg/three", "issues:read"));
        card = desk.slack.awaitMessage(
                message -> message.values("request_approve").size() == 3, Desk.SOON);
        await().atMost(Desk.SOON).until(() -> desk.house.access.outboxDepth() == 0);
    }

    @AfterEach
    void close() throws Exception {
        desk.close();
    }

    @Test
    void oneMessageShowsAllInFullAndApprovesAll() {
        assertThat(card.shown())
                .contains("3 Credential Requests of machina-bot")
                .contains("`myorg/one`")
                .contains("`myorg/two`")
                .contains("`myorg/three`")
                .contains("`contents:write`")
                .contains("`issues:read`");

        desk.slack.click(ALICE, card.ts(), "batch_approve");

        Message receipts = desk.slack.awaitMessage(
                message -> message.ts().equals(card.ts())
                        && message.values("request_revoke").size() == 3,
                Desk.SOON);
        assertThat(receipts.offers("request_approve")).isFalse();
        assertThat(receipts.offers("batch_approve")).isFalse();
        assertThat(desk.house.decisions.pending(Optional.empty())).isEmpty();
    }

    @Test
    void eachStillHasItsOwnButtonsAndItsOwnReceipt() {
        AccessRequest two = pending().get(1);
        String value = card.values("request_approve").stream()
                .filter(each -> each.startsWith(two.id().value()))
                .findFirst()
                .orElseThrow();

        desk.slack.choose(ALICE, card.ts(), "request_approve", value);

        Message after = desk.awaitCard(card, "✅ Approved · #" + two.shortId());
        assertThat(after.values("request_approve")).hasSize(2);
        assertThat(after.values("batch_approve").get(0)).doesNotContain(two.id().value());
        assertThat(pending()).hasSize(2);
    }

    @Test
    @Tag("T-25")
    void approvingAllIsAboutWhatTheMessageShowedAtTheRevisionItShowed() {
        List<AccessRequest> shown = pending();
        AccessRequest narrowed = shown.stream()
                .filter(each -> each.scope().equals(House.scope("myorg/one", "contents:write")))
                .findFirst()
                .orElseThrow();
        String value = card.values("batch_approve").get(0);
        AccessRequest late = laterIn(desk.house.request(House.MACHINA, House.ask("myorg/four", "contents:write")));
        desk.house.store.writeNow(tx -> tx.requests()
                .narrow(narrowed, narrowed.narrowed(House.scope("myorg/one", "contents:read"), narrowed.ttl())));

        send(value);

        desk.awaitWhisper(ALICE, "2 of 3 counted");
        assertThat(pending().stream().map(AccessRequest::id)).containsExactlyInAnyOrder(narrowed.id(), late.id());
    }

    @Test
    void aListThatIsNotOursDecidesNothing() {
        String value = card.values("batch_approve").get(0);

        send(value + " req_nonsense");

        await().atMost(Desk.SOON).until(() -> !desk.refusals().isEmpty());
        assertThat(pending()).hasSize(3);
    }

    private static AccessRequest laterIn(Answer answer) {
        return answer.fold(issued -> issued.request(), wait -> wait.request(), refused -> {
            throw new AssertionError("refused: " + refused.refusal());
        });
    }

    /** A click that comes from a look of the message as it was before. */
    private void send(String value) {
        ObjectNode click = new ObjectMapper().createObjectNode().put("type", "block_actions");
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
                .put("action_id", "batch_approve")
                .put("block_id", BatchButton.blockId(value))
                .put("value", value);
        String body = "payload=" + URLEncoder.encode(click.toString(), StandardCharsets.UTF_8);
        long now = desk.house.clock.instant().getEpochSecond();
        assertThat(desk.slack.signed(body, now).status()).isEqualTo(200);
    }

    @Test
    void whoeverMayNotDecideIsToldAndNothingChanges() {
        desk.slack.click(CAROL, card.ts(), "batch_deny");

        desk.awaitWhisper(CAROL, "0 of 3 counted");
        assertThat(pending()).hasSize(3);
    }

    @Test
    void denyingAllDeniesAll() {
        List<AccessRequest> all = pending();

        desk.slack.click(ALICE, card.ts(), "batch_deny");

        await().atMost(Desk.SOON).until(() -> pending().isEmpty());
        assertThat(all).allMatch(each -> desk.find(each.id().value()).state() == RequestState.DENIED);
    }

    private List<AccessRequest> pending() {
        return desk.house.decisions.pending(Optional.empty()).stream()
                .map(RequestView::request)
                .toList();
    }
}

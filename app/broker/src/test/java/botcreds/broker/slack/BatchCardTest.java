package botcreds.broker.slack;

import static org.assertj.core.api.Assertions.assertThat;

import botcreds.broker.model.RequestState;
import botcreds.broker.requests.RequestView;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class BatchCardTest {
    private static final String FAKE = "✅ Approved by <@U012ALICE> <!channel> *look*";

    @Test
    void asManyAsMayShareAMessageFitAlsoWithEveryLongReason() {
        List<RequestView> six = views(6, RequestState.PENDING, "x".repeat(500));
        assertThat(Card.fits(six)).isTrue();
        Message card = Card.of(six, Optional.of("https://slack.example/archives/C1/p1"));
        assertThat(BlockKitLimits.violations(card)).isEmpty();
        assertThat(values(card, "request_approve")).hasSize(6).doesNotHaveDuplicates();
    }

    @Test
    void whatWouldNotFitIsNotPutTogether() {
        assertThat(Card.fits(views(9, RequestState.PENDING, "x".repeat(500)))).isFalse();
    }

    @Test
    void theButtonsForAllCarryTheRequestsThatWaitAndTheirRevisionsAndNothingElse() {
        List<RequestView> views = new ArrayList<>(views(3, RequestState.PENDING, "fine"));
        views.add(Shown.numbered(3, RequestState.APPROVED, "fine"));

        Message card = Card.of(views, Optional.empty());

        String expected = String.join(
                " ",
                views.subList(0, 3).stream()
                        .map(view -> view.request().id() + ":r3")
                        .toList());
        assertThat(values(card, "batch_approve")).containsExactly(expected);
        assertThat(values(card, "batch_deny")).containsExactly(expected);
        assertThat(values(card, "request_revoke")).hasSize(1);
    }

    @Test
    void forASingleOneThatStillWaitsThereIsNothingForAll() {
        List<RequestView> views =
                List.of(Shown.numbered(0, RequestState.DENIED, "no"), Shown.numbered(1, RequestState.PENDING, "fine"));
        assertThat(values(Card.of(views, Optional.empty()), "batch_approve")).isEmpty();
    }

    @Test
    @Tag("T-67")
    @Tag("T-69")
    void noReasonInABatchIsMoreThanText() {
        JsonNode blocks =
                Card.of(views(3, RequestState.PENDING, FAKE), Optional.empty()).blocks();
        for (JsonNode block : blocks) {
            boolean saysSo = block.toString().contains("Approved by");
            assertThat(!saysSo || block.path("type").asText().equals("rich_text"))
                    .isTrue();
        }
    }

    private static List<RequestView> views(int number, RequestState state, String reason) {
        List<RequestView> views = new ArrayList<>();
        for (int each = 0; each < number; each++) {
            views.add(Shown.numbered(each, state, reason));
        }
        return views;
    }

    private static List<String> values(Message card, String actionId) {
        return card.blocks().findParents("action_id").stream()
                .filter(element -> element.path("action_id").asText().equals(actionId))
                .map(element -> element.path("value").asText())
                .toList();
    }
}

package botcreds.broker.slack;

import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.RequestState;
import botcreds.broker.requests.RequestView;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One message for several requests of one bot. Each is there in full, with its own buttons and, once decided, its own
 * receipt; below are buttons for all that still waits.
 */
final class BatchCard {
    private BatchCard() {}

    static Message of(List<RequestView> views, Optional<String> thread) {
        String bot = views.get(0).request().bot().value();
        List<AccessRequest> waiting = views.stream()
                .map(RequestView::request)
                .filter(request -> request.state() == RequestState.PENDING)
                .toList();
        List<ObjectNode> blocks = new ArrayList<>();
        blocks.add(BlockKit.header((waiting.isEmpty() ? "" : "🔐 ") + views.size() + " Credential Requests of " + bot));
        for (RequestView view : views) {
            blocks.add(BlockKit.divider());
            blocks.addAll(part(view));
        }
        if (waiting.size() > 1) {
            blocks.add(BlockKit.divider());
            blocks.add(buttons(waiting));
        }
        thread.ifPresent(address -> blocks.add(
                BlockKit.context(BlockKit.mrkdwn(Mrkdwn.words("").link(address, "Details and history of all")))));
        return Message.of(Mrkdwn.words(headline(bot, views, waiting)), blocks);
    }

    private static String headline(String bot, List<RequestView> views, List<AccessRequest> waiting) {
        String names = ScopeBlocks.some(
                waiting.stream().map(request -> "#" + request.shortId()).toList());
        return waiting.isEmpty()
                ? views.size() + " requests of " + bot + ": nothing waits any more"
                : views.size() + " requests of " + bot + ": approval needed for " + names;
    }

    private static List<ObjectNode> part(RequestView view) {
        AccessRequest request = view.request();
        List<ObjectNode> blocks = new ArrayList<>();
        if (request.state() == RequestState.PENDING) {
            blocks.addAll(ScopeBlocks.named(request));
            blocks.addAll(PendingCard.body(view, Optional.empty()));
            return blocks;
        }
        blocks.add(BlockKit.section(
                BlockKit.mrkdwn(Mrkdwn.label(DecidedCard.status(request.state()) + " · #" + request.shortId()))));
        blocks.addAll(ScopeBlocks.named(request));
        blocks.addAll(DecidedCard.body(view));
        return blocks;
    }

    private static ObjectNode buttons(List<AccessRequest> waiting) {
        String value = BatchButton.value(waiting);
        int number = waiting.size();
        ObjectNode approve = BlockKit.button(
                        BatchButton.APPROVE_ALL.actionId(),
                        "Approve All " + number,
                        value,
                        "Approve all " + number + " requests that wait in this message")
                .put("style", "primary");
        approve.set(
                "confirm",
                BlockKit.confirm(
                        "Approve all?",
                        "Approves the " + number + " requests that wait in this message, each as it is shown there.",
                        "Approve All"));
        ObjectNode deny = BlockKit.button(
                BatchButton.DENY_ALL.actionId(),
                "Deny All " + number,
                value,
                "Deny all " + number + " requests that wait in this message");
        deny.set(
                "confirm",
                BlockKit.confirm(
                        "Deny all?", "Denies the " + number + " requests that wait in this message.", "Deny All"));
        return BlockKit.actions(BatchButton.blockId(value), List.of(approve, deny));
    }
}

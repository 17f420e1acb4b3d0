package botcreds.broker.slack;

import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.RequestState;
import botcreds.broker.model.Visible;
import botcreds.broker.requests.RequestView;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one message of a request, or of several of one bot, for whatever state they are in. */
final class Card {
    private static final Logger LOG = LoggerFactory.getLogger(Card.class);

    private Card() {}

    /**
     * Never larger than Slack takes; a card that would be has no buttons, since it could not show what they approve.
     *
     * @param views  what it shows, at least one
     * @param thread the address of the thread below it; unknown before it hangs
     */
    static Message of(List<RequestView> views, Optional<String> thread) {
        Message full = full(views, thread);
        List<String> violations = BlockKitLimits.violations(full);
        if (violations.isEmpty()) {
            return full;
        }
        AccessRequest first = views.get(0).request();
        LOG.error("the card of {} breaks Slack's limits: {}", first.id(), violations);
        String which = views.stream()
                .map(view ->
                        "#" + view.request().shortId() + " is " + view.request().state())
                .collect(Collectors.joining(", "));
        return Message.plain("Credential requests of " + first.bot() + ": " + which
                + ". This is too large to be shown here, so nothing can be decided here: use the botcreds command.");
    }

    /** Tells whether one message can show all of these, and still can when it has to say more of each. */
    static boolean fits(List<RequestView> views) {
        return BlockKitLimits.hasRoom(full(views, Optional.empty()));
    }

    private static Message full(List<RequestView> views, Optional<String> thread) {
        if (views.size() > 1) {
            return BatchCard.of(views, thread);
        }
        RequestView view = views.get(0);
        return view.request().state() == RequestState.PENDING
                ? PendingCard.of(view, thread)
                : DecidedCard.of(view, thread);
    }

    /** Says what the bot had asked for, where that is no longer what the request is about. */
    static Optional<ObjectNode> asked(RequestView view) {
        return view.asked()
                .map(text -> BlockKit.context(
                        BlockKit.plain("✂️ Changed by a human. The bot had asked for " + Visible.line(text, 1500))));
    }

    static ObjectNode reason(AccessRequest request) {
        String text = request.reason().text();
        return BlockKit.literal("Reason given by the bot (not checked)", text.isEmpty() ? "(none)" : text);
    }
}

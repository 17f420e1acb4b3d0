package botcreds.broker.slack;

import botcreds.broker.access.RequestView;
import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.RequestState;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one message of a request, for whatever state it is in. */
final class Card {
    private static final Logger LOG = LoggerFactory.getLogger(Card.class);

    private Card() {}

    /** Never larger than Slack takes; a card that would be has no buttons, since it could not show what they approve. */
    static Message of(RequestView view) {
        Message full = view.request().state() == RequestState.PENDING ? PendingCard.of(view) : DecidedCard.of(view);
        List<String> violations = BlockKitLimits.violations(full);
        if (violations.isEmpty()) {
            return full;
        }
        LOG.error("the card of {} breaks Slack's limits: {}", view.request().id(), violations);
        return Message.plain("Credential request #" + view.request().shortId() + " of "
                + view.request().bot()
                + " is " + view.request().state() + ". It is too large to be shown here, so it cannot be decided here:"
                + " use the botcreds command.");
    }

    static ObjectNode reason(AccessRequest request) {
        String text = request.reason().text();
        return BlockKit.literal("Reason given by the bot (not checked)", text.isEmpty() ? "(none)" : text);
    }
}

package botcreds.broker.access;

import botcreds.broker.model.AccessRequest;
import botcreds.broker.store.Transaction;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;

/**
 * What happens to a request, told below its card. A reply is an outbox row of the request's own, so it comes after the card
 * and in its order, and is written in the unit of work that made it true.
 */
final class Threads {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Threads() {}

    /** Says something that the card does not, or no longer, show; nothing for requests that no human sees. */
    static void say(Transaction tx, AccessRequest request, String headline, String detail) {
        say(tx, request, new Announcer.Reply("#" + request.shortId() + ": " + headline, detail, List.of()));
    }

    /** The same, with people who shall notice it. */
    static void say(Transaction tx, AccessRequest request, Announcer.Reply reply) {
        if (!Transitions.isShown(tx, request)) {
            return;
        }
        try {
            tx.outbox().add(Dispatcher.REPLY, request.id().value(), JSON.writeValueAsString(reply));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a record of texts can be written as JSON", impossible);
        }
    }

    static Announcer.Reply read(String json) {
        try {
            return JSON.readValue(json, Announcer.Reply.class);
        } catch (JsonProcessingException unreadable) {
            throw new IllegalStateException("the outbox holds what this class wrote", unreadable);
        }
    }
}

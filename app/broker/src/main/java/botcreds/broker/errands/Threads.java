package botcreds.broker.errands;

import botcreds.broker.model.AccessRequest;
import botcreds.broker.store.Transaction;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Optional;

/**
 * What happens to a request, told below its card. A reply is an outbox row of the request's own, so it comes after the card
 * and in its order, and is written in the unit of work that made it true.
 */
public final class Threads {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Threads() {}

    /** Says something that the card does not, or no longer, show; nothing for requests that no human sees. */
    public static void say(Transaction tx, AccessRequest request, String headline, String detail) {
        say(tx, request, headline, Optional.empty(), detail);
    }

    /**
     * The same of something that somebody did.
     *
     * @param by a human's id, never a name that they chose, or a bot's
     */
    public static void say(Transaction tx, AccessRequest request, String headline, Optional<String> by, String detail) {
        say(tx, request, new Announcer.Reply("#" + request.shortId() + ": " + headline, by, detail, List.of()));
    }

    /** The same, with people who shall notice it. */
    public static void say(Transaction tx, AccessRequest request, Announcer.Reply reply) {
        if (!Transitions.isShown(tx, request)) {
            return;
        }
        Body body = new Body(reply.headline(), reply.by().orElse(""), reply.detail(), reply.mentions());
        try {
            tx.outbox().add(Dispatcher.REPLY, request.id().value(), JSON.writeValueAsString(body));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a record of texts can be written as JSON", impossible);
        }
    }

    static Announcer.Reply read(String json) {
        try {
            Body body = JSON.readValue(json, Body.class);
            Optional<String> by = Optional.of(body.by()).filter(who -> !who.isEmpty());
            return new Announcer.Reply(body.headline(), by, body.detail(), body.mentions());
        } catch (JsonProcessingException unreadable) {
            throw new IllegalStateException("the outbox holds what this class wrote", unreadable);
        }
    }

    /** A reply as it waits; nobody is an empty text. */
    private record Body(String headline, String by, String detail, List<String> mentions) {}
}

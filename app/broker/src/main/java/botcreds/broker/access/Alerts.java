package botcreds.broker.access;

import botcreds.broker.model.Ids;
import botcreds.broker.policy.PolicyFile;
import botcreds.broker.store.Transaction;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;

/** Things that humans must hear about, written into the outbox in the unit of work that found them. Thread-safe. */
public final class Alerts {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final PolicyFile policyFile;
    private final Ids ids;

    Alerts(PolicyFile policyFile, Ids ids) {
        this.policyFile = policyFile;
        this.ids = ids;
    }

    /** Says something in the policy's own channel. */
    public void raise(Transaction tx, String headline, String detail) {
        post(tx, Optional.empty(), headline, detail);
    }

    /** Says something in the thread of a request's card. */
    void reply(Transaction tx, String requestId, String headline, String detail) {
        post(tx, Optional.of(requestId), headline, detail);
    }

    private void post(Transaction tx, Optional<String> requestId, String headline, String detail) {
        String channel = policyFile.current().channel();
        Body body = new Body(requestId.orElse(""), new Announcer.Notice(channel, headline, detail));
        try {
            // A subject of its own keeps an alert from being taken for a newer version of another one.
            tx.outbox().add(Dispatcher.NOTICE, ids.shortId(24), JSON.writeValueAsString(body));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a record of texts can be written as JSON", impossible);
        }
    }

    static Body read(String json) {
        try {
            return JSON.readValue(json, Body.class);
        } catch (JsonProcessingException unreadable) {
            throw new IllegalStateException("the outbox holds what this class wrote", unreadable);
        }
    }

    /** A notice on its way, with the request in whose thread it belongs, or an empty text. */
    record Body(String requestId, Announcer.Notice notice) {}
}

package botcreds.broker.errands;

import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.RequestId;
import botcreds.broker.model.RequestState;
import botcreds.broker.store.Outbox;
import botcreds.broker.store.Transaction;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Set;

/**
 * What a bot is told at its {@code callback_url}: that something happened, never what may be done with it. Whoever reads
 * the body without being the bot learns an id and a state.
 */
final class Callbacks {
    /** What the bot does itself (collecting, cancelling) it need not be told. */
    private static final Set<RequestState> TOLD = Set.of(
            RequestState.APPROVED,
            RequestState.DENIED,
            RequestState.EXPIRED,
            RequestState.FAILED,
            RequestState.REVOKED);

    private static final JsonMapper JSON = new JsonMapper();

    private Callbacks() {}

    /** A request is in each of these states once at most, so request and state name the event. */
    static void add(Transaction tx, AccessRequest request) {
        if (request.callbackUrl().isEmpty() || !TOLD.contains(request.state())) {
            return;
        }
        String state = request.state().name();
        ObjectNode body = JSON.createObjectNode()
                .put("type", "request." + state.toLowerCase(Locale.ROOT))
                .put("timestamp", tx.now().toString());
        body.putObject("data")
                .put("request_id", request.id().value())
                .put("id", request.shortId())
                .put("state", state);
        tx.outbox().add(Outbox.CALLBACK, request.id().value() + "." + state.toLowerCase(Locale.ROOT), body.toString());
    }

    static RequestId requestOf(Outbox.Item item) {
        return new RequestId(item.subject().substring(0, item.subject().indexOf('.')));
    }
}

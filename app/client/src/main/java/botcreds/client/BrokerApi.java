package botcreds.client;

import com.google.gson.JsonObject;
import java.time.Duration;

/**
 * Any call of the broker's HTTP API, in JSON as app/docs/api.md has it: for commands that show what the broker says, and for
 * what {@link BrokerClient} has no words for. Every answer that is no success is a {@link BrokerException}. Thread-safe.
 */
public final class BrokerApi {
    private static final Duration UNTIL_MINTED = Duration.ofMinutes(1);

    private final Retrying retrying;
    private final Awaiting awaiting;

    BrokerApi(Retrying retrying, Awaiting awaiting) {
        this.retrying = retrying;
        this.awaiting = awaiting;
    }

    /** Reads; {@code path} has its query, already encoded. */
    public JsonObject get(String path) {
        return object(retrying.send(Call.get(path)));
    }

    /** Like {@link #get(String)}; the broker may answer as late as {@code hold}, which is a minute at most. */
    public JsonObject get(String path, Duration hold) {
        return object(retrying.send(Call.get(path).held(hold)));
    }

    /** Sends it once: what a human decides is not repeated behind their back. */
    public JsonObject post(String path, JsonObject body) {
        return object(retrying.once(Call.post(path, body.toString())));
    }

    /** Ends something by its address; sent once, like {@link #post}. */
    public JsonObject delete(String path) {
        return object(retrying.once(Call.delete(path)));
    }

    /**
     * Asks for a credential, and waits for a human no longer than {@code patience}.
     *
     * @throws StillPending when patience is over
     */
    public JsonObject ask(JsonObject ask, Duration patience) {
        return awaiting.ask(ask.toString(), patience).raw();
    }

    /** Waits for what was asked before, like {@link BrokerClient#collect}. */
    public JsonObject collect(String requestId, Duration patience) {
        return awaiting.collect(requestId, patience).raw();
    }

    /** Gets a new token under the session of this request. */
    public JsonObject refresh(String requestId) {
        Call call = Call.post("/v1/token/" + RequestIds.checked(requestId) + "/refresh", "")
                .about(requestId);
        return awaiting.decided(retrying.send(call), UNTIL_MINTED).raw();
    }

    /** Cancels a request, or revokes what was issued for it. */
    public void release(String requestId) {
        Reply unused = retrying.send(
                Call.delete("/v1/token/" + RequestIds.checked(requestId)).about(requestId));
    }

    private static JsonObject object(Reply reply) {
        return reply.body().isEmpty() ? new JsonObject() : reply.json().raw();
    }
}

package botcreds.broker.access;

import botcreds.broker.model.BotId;
import botcreds.broker.model.RequestId;
import botcreds.broker.model.Scope;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * What bots can do: ask, collect, refresh, end. Each call may block for as long as a commit and a call to GitHub take, and
 * never for a human; whoever wants to wait for a human parks on {@link #changed}. Thread-safe.
 */
public final class Grants {
    /** Asks for a credential; joins the same ask of the same bot if one is open. */
    public Answer request(Caller caller, Ask ask, Optional<String> idempotencyKey) {
        throw new IllegalStateException("soon");
    }

    /** Says how a request stands, and mints if it is approved; the same live token again if it was issued. */
    public Answer collect(Caller caller, RequestId id) {
        throw new IllegalStateException("soon");
    }

    /** Mints anew under the same grant, after asking policy again. */
    public Answer refresh(Caller caller, RequestId id) {
        throw new IllegalStateException("soon");
    }

    /**
     * Ends a request on its bot's wish: cancels it, or revokes what was issued. Idempotent.
     *
     * @return Refused with CANCELLED or REVOKED when it is over (which is what was wanted), Waiting while GitHub has not
     *     confirmed the revocation, Refused with another code when it could not be done
     */
    public Answer end(Caller caller, RequestId id) {
        throw new IllegalStateException("soon");
    }

    /** What would policy say; reads nothing but the policy. */
    public Verdict can(BotId bot, Scope scope) {
        throw new IllegalStateException("soon");
    }

    /**
     * Completes, on some other thread, as soon as the request may have changed; register first, then collect, then wait,
     * and nothing is missed. Cancel it to be forgotten.
     *
     * @return empty when this bot, or the broker as a whole, has too many waiting already
     */
    public Optional<CompletableFuture<Void>> changed(BotId bot, RequestId id) {
        throw new IllegalStateException("soon");
    }
}

package botcreds.command.grants;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Access that was given. Printing it shows no secret. Immutable.
 *
 * @param sessionEnd until when it can be refreshed; empty for what is no session
 */
public record Grant(
        Need scope, String requestId, String token, Instant expiresAt, Optional<Instant> sessionEnd, Marking marking) {
    /** A clone or a push that starts now should end before the token does: git does not ask a second time. */
    static final Duration SHORTEST_LIFE = Duration.ofMinutes(5);

    /** Tells whether it can be handed to something that starts now. */
    boolean isFresh(Instant now) {
        return now.plus(SHORTEST_LIFE).isBefore(expiresAt);
    }

    boolean canBeRefreshed(Instant now) {
        return sessionEnd.filter(end -> now.plus(SHORTEST_LIFE).isBefore(end)).isPresent();
    }

    Grant withoutToken() {
        return new Grant(scope, requestId, "", Instant.EPOCH, sessionEnd, marking);
    }

    @Override
    public String toString() {
        return "Grant[" + scope + ", " + requestId + ", until " + expiresAt + "]";
    }
}

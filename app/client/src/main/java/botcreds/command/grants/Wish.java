package botcreds.command.grants;

import java.time.Duration;
import java.util.Optional;

/**
 * How something that is needed is asked for.
 *
 * @param reason   what a human reads and the audit log keeps
 * @param ttl      how long the token should live; empty for the broker's default
 * @param session  how long it should be refreshable; empty for no session
 * @param patience how long to wait for a human
 */
public record Wish(Need need, String reason, Optional<Duration> ttl, Optional<Duration> session, Duration patience) {
    public static Wish of(Need need, String reason, Duration patience) {
        return new Wish(need, reason, Optional.empty(), Optional.empty(), patience);
    }
}

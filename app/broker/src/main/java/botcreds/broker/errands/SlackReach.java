package botcreds.broker.errands;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Since when Slack cannot be reached, as the outbox finds out by trying. Thread-safe. */
public final class SlackReach {
    /** A shorter absence is over before anybody has read a mail about it. */
    static final Duration LONG = Duration.ofMinutes(2);

    private final AtomicReference<@Nullable Instant> since = new AtomicReference<>();

    /** An attempt failed; when it had failed before, also before a restart, the absence is at least that old. */
    void failed(Instant at) {
        since.updateAndGet(known -> known != null && known.isBefore(at) ? known : at);
    }

    void answered() {
        since.set(null);
    }

    /** Since when, if that is long enough for others to take over. */
    Optional<Instant> awayForLong(Instant now) {
        return Optional.ofNullable(since.get()).filter(start -> !now.isBefore(start.plus(LONG)));
    }
}

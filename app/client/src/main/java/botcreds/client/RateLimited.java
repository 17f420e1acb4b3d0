package botcreds.client;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The broker wants fewer calls, and for longer than this client was to go on trying. */
public final class RateLimited extends BrokerException {
    private final @Nullable Duration retryAfter;

    RateLimited(Problem problem) {
        super(problem);
        this.retryAfter = problem.retryAfter().orElse(null);
    }

    /** How long to stay away, if the broker said so. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    @Override
    public boolean isTemporary() {
        return true;
    }
}

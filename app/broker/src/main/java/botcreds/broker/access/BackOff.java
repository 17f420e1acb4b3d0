package botcreds.broker.access;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/** When to call again: the schedule that Standard Webhooks 1.0.0 recommends, spread a little, cut off after three days. */
final class CallbackBackOff {
    private static final List<Duration> WAITS = List.of(
            Duration.ofSeconds(5),
            Duration.ofMinutes(5),
            Duration.ofMinutes(30),
            Duration.ofHours(2),
            Duration.ofHours(5),
            Duration.ofHours(10),
            Duration.ofHours(14),
            Duration.ofHours(20),
            Duration.ofHours(24));

    private static final Duration LONGEST = Duration.ofDays(3);
    private static final double SPREAD = 0.1;

    private final DoubleSupplier random;

    /** @param random 0 to 1 */
    CallbackBackOff(DoubleSupplier random) {
        this.random = random;
    }

    /**
     * The next attempt; none when there is to be no more.
     *
     * @param failedBefore how many attempts failed before the one that failed now
     * @param asked        how long the receiver asked to be left alone
     */
    Optional<Instant> next(Instant since, Instant now, int failedBefore, Optional<Duration> asked) {
        if (failedBefore >= WAITS.size()) {
            return Optional.empty();
        }
        Duration own = WAITS.get(failedBefore);
        Duration spread = own.plusMillis((long) (own.toMillis() * SPREAD * random.getAsDouble()));
        Duration wait = asked.filter(longer -> longer.compareTo(spread) > 0).orElse(spread);
        Instant at = now.plus(wait);
        return at.isAfter(since.plus(LONGEST)) ? Optional.empty() : Optional.of(at);
    }
}

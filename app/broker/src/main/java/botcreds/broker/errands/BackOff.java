package botcreds.broker.errands;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/** When to try again, spread a little, cut off after three days. */
final class BackOff {
    private static final Duration LONGEST = Duration.ofDays(3);
    private static final double SPREAD = 0.1;

    private final List<Duration> waits;
    private final boolean lastForever;
    private final DoubleSupplier random;

    private BackOff(List<Duration> waits, boolean lastForever, DoubleSupplier random) {
        this.waits = waits;
        this.lastForever = lastForever;
        this.random = random;
    }

    /**
     * The schedule that Standard Webhooks 1.0.0 recommends.
     *
     * @param random 0 to 1
     */
    static BackOff forBots(DoubleSupplier random) {
        List<Duration> waits = List.of(
                Duration.ofSeconds(5),
                Duration.ofMinutes(5),
                Duration.ofMinutes(30),
                Duration.ofHours(2),
                Duration.ofHours(5),
                Duration.ofHours(10),
                Duration.ofHours(14),
                Duration.ofHours(20),
                Duration.ofHours(24));
        return new BackOff(waits, false, random);
    }

    /**
     * A closer one: somebody may have to decide before the request expires.
     *
     * @param random 0 to 1
     */
    static BackOff forHumans(DoubleSupplier random) {
        List<Duration> waits =
                List.of(Duration.ofSeconds(5), Duration.ofSeconds(15), Duration.ofMinutes(1), Duration.ofMinutes(5));
        return new BackOff(waits, true, random);
    }

    /**
     * The next attempt; none when there is to be no more.
     *
     * @param failedBefore how many attempts failed before the one that failed now
     * @param asked        how long the receiver asked to be left alone
     */
    Optional<Instant> next(Instant since, Instant now, int failedBefore, Optional<Duration> asked) {
        if (failedBefore >= waits.size() && !lastForever) {
            return Optional.empty();
        }
        Duration own = waits.get(Math.min(failedBefore, waits.size() - 1));
        Duration spread = own.plusMillis((long) (own.toMillis() * SPREAD * random.getAsDouble()));
        Duration wait = asked.filter(longer -> longer.compareTo(spread) > 0).orElse(spread);
        Instant at = now.plus(wait);
        return at.isAfter(since.plus(LONGEST)) ? Optional.empty() : Optional.of(at);
    }
}

package botcreds.broker.github;

import botcreds.broker.github.Exchange.Answered;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * GitHub's rate limits, and the pause they impose on the whole broker: going on while limited can get an App banned (GitHub
 * docs, "Rate limits for the REST API"). Thread-safe. The pause runs on the monotonic clock.
 */
final class Limits {
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofHours(1);
    /** What GitHub asks for when it does not say how long, doubled each time in a row. */
    private static final Duration UNSTATED = Duration.ofMinutes(1);

    private static final int MOST_DOUBLINGS = 4;

    private final InstantSource clock;
    private final LongSupplier nanos;
    private long pausedUntil;
    private boolean paused;
    private int inARow;

    Limits(InstantSource clock, LongSupplier nanos) {
        this.clock = clock;
        this.nanos = nanos;
        this.pausedUntil = nanos.getAsLong();
    }

    /** Returns how long no call may be made; empty when one may. */
    synchronized Optional<Duration> pause() {
        long left = pausedUntil - nanos.getAsLong();
        if (!paused || left <= 0) {
            paused = false;
            return Optional.empty();
        }
        return Optional.of(atLeastShortest(Duration.ofNanos(left)));
    }

    /** Takes note of an answer. Returns how long to wait when it is a limit; empty when it is an ordinary answer. */
    synchronized Optional<Duration> learn(Call.Who who, Answered answer) {
        if (!isLimit(answer)) {
            inARow = answer.status() < 400 ? 0 : inARow;
            return Optional.empty();
        }
        boolean primary = answer.header("Retry-After").isEmpty() && isUsedUp(answer);
        Duration wait = clamped(stated(answer, primary).orElseGet(this::unstated));
        if (primary && who != Call.Who.APP) {
            // One bot can use up its installation's hour; that must not stop everybody else.
            return Optional.of(wait);
        }
        boolean alreadyPaused = pause().isPresent();
        inARow = alreadyPaused ? inARow : Math.min(inARow + 1, MOST_DOUBLINGS);
        long until = nanos.getAsLong() + wait.toNanos();
        pausedUntil = alreadyPaused && pausedUntil - until > 0 ? pausedUntil : until;
        paused = true;
        return Optional.of(wait);
    }

    private static boolean isLimit(Answered answer) {
        if (answer.status() == 429) {
            return true;
        }
        return answer.status() == 403
                && (answer.header("Retry-After").isPresent()
                        || answer.header("gh-limited-by").isPresent()
                        || isUsedUp(answer)
                        || answer.says("secondary rate limit")
                        || answer.says("API rate limit exceeded")
                        || answer.says("abuse detection"));
    }

    private static boolean isUsedUp(Answered answer) {
        return answer.header("x-ratelimit-remaining").filter("0"::equals).isPresent();
    }

    private Optional<Duration> stated(Answered answer, boolean primary) {
        Instant now = answer.date().orElseGet(clock::instant);
        return primary
                ? answer.header("x-ratelimit-reset")
                        .filter(text -> text.matches("[0-9]{1,11}"))
                        .map(text -> Duration.between(now, Instant.ofEpochSecond(Long.parseLong(text))))
                : answer.retryAfter(now);
    }

    private Duration unstated() {
        return UNSTATED.multipliedBy(1L << inARow);
    }

    private static Duration clamped(Duration wait) {
        return wait.compareTo(LONGEST) > 0 ? LONGEST : atLeastShortest(wait);
    }

    private static Duration atLeastShortest(Duration wait) {
        return wait.compareTo(SHORTEST) < 0 ? SHORTEST : wait;
    }
}

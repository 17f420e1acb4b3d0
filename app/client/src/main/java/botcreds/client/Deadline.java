package botcreds.client;

import java.time.Duration;

/** The moment until which a caller wants to wait. Thread-safe. */
final class Deadline {
    /** Longer than any request stands; keeps the arithmetic of nanoseconds from running over. */
    private static final Duration LONGEST = Duration.ofDays(365);

    private final Timekeeper time;
    private final long end;

    Deadline(Timekeeper time, Duration patience) {
        this.time = time;
        this.end = time.nanos() + (patience.compareTo(LONGEST) < 0 ? patience : LONGEST).toNanos();
    }

    /** In whole seconds, as a poll counts them; zero when it is over. */
    Duration left() {
        return Duration.ofSeconds(
                Math.max(0, Duration.ofNanos(end - time.nanos()).toSeconds()));
    }
}

package botcreds.sandbox.slack;

import java.time.Clock;
import java.time.Instant;
import java.util.Locale;

/** Message timestamps: never the same twice, always rising, also when the clock stands still. Thread-safe. */
final class Stamps {

    private final Clock clock;
    private long last;

    Stamps(Clock clock) {
        this.clock = clock;
    }

    synchronized String next() {
        Instant now = clock.instant();
        long micros = now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
        last = Math.max(micros, last + 1);
        return String.format(Locale.ROOT, "%d.%06d", last / 1_000_000, last % 1_000_000);
    }
}

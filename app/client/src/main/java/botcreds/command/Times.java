package botcreds.command;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/** Times as whoever reads them wants them: how long ago for a human, RFC 3339 for a program. */
final class Times {
    private static final long MINUTE = 60;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;

    private final Clock clock;
    private final boolean relative;

    Times(Clock clock, boolean relative) {
        this.clock = clock;
        this.relative = relative;
    }

    /** Returns the time to show; what is none stays as it is. */
    String shown(String rfc3339) {
        if (!relative) {
            return rfc3339;
        }
        try {
            return shown(Duration.between(clock.instant(), Instant.parse(rfc3339)));
        } catch (DateTimeParseException noTime) {
            return rfc3339;
        }
    }

    private static String shown(Duration ahead) {
        long seconds = Math.abs(ahead.toSeconds());
        if (seconds < 10) {
            return "now";
        }
        String length = length(seconds);
        return ahead.isNegative() ? length + " ago" : "in " + length;
    }

    private static String length(long seconds) {
        if (seconds < MINUTE) {
            return seconds + " s";
        }
        if (seconds < HOUR) {
            return seconds / MINUTE + " min";
        }
        return seconds < 2 * DAY ? seconds / HOUR + " h" : seconds / DAY + " d";
    }
}

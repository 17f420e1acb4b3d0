package botcreds.command.output;

import java.time.Duration;
import java.time.Instant;

/** How long ago, or how soon, in one unit. */
public final class RelativeTime {
    private RelativeTime() {}

    public static String of(Instant moment, Instant now) {
        Duration distance = Duration.between(now, moment);
        String length = length(distance.abs());
        return distance.isNegative() ? length + " ago" : "in " + length;
    }

    private static String length(Duration distance) {
        if (distance.toMinutes() < 1) {
            return counted(distance.toSeconds(), "second");
        }
        if (distance.toHours() < 1) {
            return counted(distance.toMinutes(), "minute");
        }
        return distance.toDays() < 1 ? counted(distance.toHours(), "hour") : counted(distance.toDays(), "day");
    }

    private static String counted(long count, String unit) {
        return count + " " + unit + (count == 1 ? "" : "s");
    }
}

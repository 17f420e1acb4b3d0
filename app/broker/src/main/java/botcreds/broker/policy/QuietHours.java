package botcreds.broker.policy;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;

/**
 * The hours of each day in which nobody is reminded. Requests are shown in them all the same.
 *
 * @param from the first minute
 * @param to   the first minute after; on the next day where it is before {@code from}, and never the same
 * @param zone whose clock is meant
 */
record QuietHours(LocalTime from, LocalTime to, ZoneId zone) {
    boolean include(Instant at) {
        LocalTime now = LocalTime.ofInstant(at, zone);
        boolean begun = !now.isBefore(from);
        boolean over = !now.isBefore(to);
        return from.isBefore(to) ? begun && !over : begun || !over;
    }
}

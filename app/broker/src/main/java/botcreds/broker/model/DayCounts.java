package botcreds.broker.model;

import java.time.LocalDate;

/**
 * How much happened on one day.
 *
 * @param day      UTC
 * @param issued   first credentials of requests; refreshed ones are not counted
 * @param approved approvals by humans
 * @param denied   denials, by humans and by policy
 */
public record DayCounts(LocalDate day, int issued, int approved, int denied) {
    public boolean isQuiet() {
        return issued == 0 && approved == 0 && denied == 0;
    }
}

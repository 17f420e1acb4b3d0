package botcreds.broker.model;

import java.time.LocalDate;

/**
 * What became of requests on one day; each is counted on the day it happened, so they need not add up.
 *
 * @param day        UTC
 * @param requested  asks, refused ones too
 * @param automatic  first credentials that policy gave by itself; refreshed ones are not counted
 * @param approved   first credentials after a human's yes
 * @param denied     denials, by humans and by policy
 * @param unanswered requests that ended because nobody decided, or nobody collected, in time
 */
public record DayOutcomes(LocalDate day, int requested, int automatic, int approved, int denied, int unanswered) {
    /** A day on which nothing happened. */
    public static DayOutcomes quiet(LocalDate day) {
        return new DayOutcomes(day, 0, 0, 0, 0, 0);
    }

    /** Returns how many requests came to an end, good or bad. */
    public int ended() {
        return automatic + approved + denied + unanswered;
    }

    /** Returns both together, under this one's day. */
    public DayOutcomes plus(DayOutcomes other) {
        return new DayOutcomes(
                day,
                requested + other.requested,
                automatic + other.automatic,
                approved + other.approved,
                denied + other.denied,
                unanswered + other.unanswered);
    }
}

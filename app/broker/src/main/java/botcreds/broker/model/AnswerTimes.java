package botcreds.broker.model;

import java.time.Duration;
import java.util.List;

/**
 * How many answers of humans took how long, yeses and noes.
 *
 * @param within one for each of {@link #SPANS}, without those that are in a shorter one
 * @param longer how many took longer than all of these
 */
public record AnswerTimes(List<Integer> within, int longer) {
    /** The spans, shortest first; an answer counts in the first that is long enough. */
    public static final List<Duration> SPANS = List.of(
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            Duration.ofMinutes(15),
            Duration.ofHours(1),
            Duration.ofHours(4),
            Duration.ofHours(24));

    public AnswerTimes {
        within = List.copyOf(within);
    }

    public int all() {
        return within.stream().mapToInt(Integer::intValue).sum() + longer;
    }
}

package botcreds.broker.requests;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What happened since a time, counted.
 *
 * @param events  how often each event, by its word
 * @param budgets what GitHub leaves each installation, and how many tokens each bot was given since that began anew
 */
public record Stats(Instant since, Map<String, Long> events, List<Budget> budgets) {
    /**
     * An installation's running hour.
     *
     * @param left    calls until {@code reset}, which all its tokens share
     * @param isShort so little is left that bots with more than their share wait
     * @param tokens  given by this broker since it was started, by bot
     */
    public record Budget(
            long installation, long left, long limit, Instant reset, boolean isShort, Map<String, Integer> tokens) {
        public Budget {
            tokens = java.util.Collections.unmodifiableMap(new TreeMap<>(tokens));
        }

        /** How many were given to all bots together. */
        public int allTokens() {
            return tokens.values().stream().mapToInt(Integer::intValue).sum();
        }
    }

    public Stats {
        budgets = List.copyOf(budgets);
        events = java.util.Collections.unmodifiableMap(new TreeMap<>(events));
    }
}

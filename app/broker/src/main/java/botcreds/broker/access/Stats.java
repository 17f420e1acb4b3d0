package botcreds.broker.access;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * What happened since a time, counted.
 *
 * @param events how often each event, by its word
 */
public record Stats(Instant since, Map<String, Long> events) {
    public Stats {
        events = java.util.Collections.unmodifiableMap(new TreeMap<>(events));
    }
}

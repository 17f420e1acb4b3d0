package botcreds.broker.errands;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Leaves a receiver alone that does not answer: after five failures in a row nothing is tried for a minute, then one
 * attempt, and after each that fails twice as long, up to 16 minutes. Thread-safe.
 */
final class Breakers {
    static final int FAILURES = 5;
    static final Duration REST = Duration.ofMinutes(1);

    private static final int MOST_DOUBLINGS = 4;
    /** Bots choose the hosts; whoever makes up more of them than this gets the oldest forgotten. */
    private static final int MOST_REMEMBERED = 1000;

    private final Map<String, Lane> lanes = new LinkedHashMap<>();

    private record Lane(int failures, Instant restsUntil) {}

    /** Until when nothing is to be tried; empty when it may be. Of those that ask when a rest is over, one may try. */
    synchronized Optional<Instant> restsUntil(String name, Instant now) {
        Lane lane = lanes.get(name);
        if (lane == null || lane.failures() < FAILURES) {
            return Optional.empty();
        }
        if (now.isBefore(lane.restsUntil())) {
            return Optional.of(lane.restsUntil());
        }
        lanes.put(name, new Lane(lane.failures(), now.plus(REST)));
        return Optional.empty();
    }

    synchronized void answered(String name) {
        lanes.remove(name);
    }

    /** Returns whether this was the failure that made it rest for the first time. */
    synchronized boolean failed(String name, Instant now) {
        Lane before = lanes.remove(name);
        int failures = before == null ? 1 : before.failures() + 1;
        int doublings = Math.min(MOST_DOUBLINGS, Math.max(0, failures - FAILURES));
        lanes.put(name, new Lane(failures, now.plus(REST.multipliedBy(1L << doublings))));
        if (lanes.size() > MOST_REMEMBERED) {
            lanes.remove(lanes.keySet().iterator().next());
        }
        return failures == FAILURES;
    }
}

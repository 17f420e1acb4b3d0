package botcreds.broker.logins;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How often each device may ask whether somebody has said yes (RFC 8628 section 3.5). It is kept in memory: a restart
 * forgives, and nobody gains a thing by it. Thread-safe.
 */
final class LoginPace {
    static final Duration INTERVAL = Duration.ofSeconds(5);

    private static final Duration LONGEST = Duration.ofMinutes(1);

    /** An answer on its way back and a question on its way here make five seconds seem less. */
    private static final Duration TOLERANCE = Duration.ofSeconds(1);

    private static final int MOST_DEVICES = 1024;

    private final Map<String, Beat> beats = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Beat> eldest) {
            return size() > MOST_DEVICES;
        }
    };

    /**
     * What a device is told.
     *
     * @param interval how long it shall wait from now on
     * @param tooFast  whether it has not waited as long as it was told to
     */
    record Beat(Instant at, Duration interval, boolean tooFast) {}

    synchronized Beat ask(String device, Instant now) {
        Beat last = beats.get(device);
        boolean tooFast =
                last != null && now.isBefore(last.at().plus(last.interval()).minus(TOLERANCE));
        Duration interval = last == null ? INTERVAL : last.interval();
        Beat next = new Beat(now, tooFast ? longer(interval) : interval, tooFast);
        beats.put(device, next);
        return next;
    }

    private static Duration longer(Duration interval) {
        Duration next = interval.plus(INTERVAL);
        return next.compareTo(LONGEST) > 0 ? LONGEST : next;
    }
}

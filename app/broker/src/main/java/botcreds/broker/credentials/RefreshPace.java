package botcreds.broker.credentials;

import botcreds.broker.model.RequestId;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How often one session may be refreshed: each refresh costs a commit, and soon after the last one it brings the same token
 * anyway. It knows this process only, so several nodes allow so much each. Thread-safe.
 */
public final class RefreshPace {
    static final int MOST = 10;
    static final Duration WINDOW = Duration.ofSeconds(30);
    private static final int MOST_SESSIONS = 20_000;

    private record Window(Instant from, int refreshes) {}

    private final Map<RequestId, Window> windows = new LinkedHashMap<>();

    /** Counts one more; returns how long to wait when it is one too many. */
    public synchronized Optional<Duration> count(RequestId session, Instant now) {
        Window open = windows.get(session);
        if (open == null || !now.isBefore(open.from().plus(WINDOW))) {
            // Put in anew, so that the map stays in the order of beginnings and what is over stands first.
            windows.remove(session);
            forget(now);
            windows.put(session, new Window(now, 1));
            return Optional.empty();
        }
        if (open.refreshes() >= MOST) {
            return Optional.of(Duration.between(now, open.from().plus(WINDOW)));
        }
        windows.put(session, new Window(open.from(), open.refreshes() + 1));
        return Optional.empty();
    }

    private void forget(Instant now) {
        var oldestFirst = windows.values().iterator();
        while (oldestFirst.hasNext()) {
            boolean over = !now.isBefore(oldestFirst.next().from().plus(WINDOW));
            if (!over && windows.size() < MOST_SESSIONS) {
                return;
            }
            oldestFirst.remove();
        }
    }
}

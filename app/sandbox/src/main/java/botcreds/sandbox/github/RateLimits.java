package botcreds.sandbox.github;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The primary rate limit: calls per hour and installation, shared by all its tokens (docs: Rate limits for the REST
 * API). Safe for many threads.
 */
final class RateLimits {
    private static final long HOUR = 3600;

    private record Window(long reset, int used) {}

    private final int limit;
    private final InstantSource clock;
    private final Map<Long, Window> windows = new ConcurrentHashMap<>();

    RateLimits(int limit, InstantSource clock) {
        this.limit = limit;
        this.clock = clock;
    }

    /** How one call stands: the headers to send, and the refusal when the limit was used up before it. */
    record Standing(Map<String, String> headers, @Nullable Answer refusal) {}

    /** {@code GET /rate_limit}, which costs nothing of what it tells. */
    ObjectNode look(long installation) {
        long now = clock.instant().getEpochSecond();
        Window kept = windows.get(installation);
        Window window = kept == null || kept.reset() <= now ? new Window(now + HOUR, 0) : kept;
        int used = Math.min(window.used(), limit);
        ObjectNode answer = Json.object();
        answer.putObject("resources")
                .putObject("core")
                .put("limit", limit)
                .put("used", used)
                .put("remaining", limit - used)
                .put("reset", window.reset());
        return answer;
    }

    /** As if all but so many calls had been made in an hour that ends after this span. */
    void leave(long installation, int calls, Duration untilReset) {
        windows.put(installation, new Window(clock.instant().plus(untilReset).getEpochSecond(), limit - calls));
    }

    Standing count(long installation) {
        long now = clock.instant().getEpochSecond();
        Window window = windows.compute(
                installation,
                (id, old) -> old == null || old.reset() <= now
                        ? new Window(now + HOUR, 1)
                        : new Window(old.reset(), old.used() + 1));
        int used = Math.min(window.used(), limit);
        Map<String, String> headers = Map.of(
                "X-RateLimit-Limit", Integer.toString(limit),
                "X-RateLimit-Remaining", Integer.toString(limit - used),
                "X-RateLimit-Used", Integer.toString(used),
                "X-RateLimit-Reset", Long.toString(window.reset()),
                "X-RateLimit-Resource", "core");
        return new Standing(
                headers,
                window.used() <= limit
                        ? null
                        : Refusals.of(403, "API rate limit exceeded for installation ID " + installation + "."));
    }
}

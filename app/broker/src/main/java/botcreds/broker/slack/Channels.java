package botcreds.broker.slack;

import com.slack.api.model.Conversation;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Whether a channel is ours alone. In one that is shared with another organization, its people would see what our bots ask
 * for, so no card is posted there. Thread-safe.
 */
final class Channels {
    private static final Duration BELIEVED = Duration.ofMinutes(1);
    private static final int MOST_KEPT = 1000;

    private final WebApi api;
    private final Clock clock;
    private final Map<String, Instant> found = new LinkedHashMap<>();

    Channels(WebApi api, Clock clock) {
        this.api = api;
        this.clock = clock;
    }

    /**
     * Returns when the channel is ours alone.
     *
     * @throws SlackFault when it is not, or when Slack does not tell
     */
    void requireOurs(String channel) throws SlackFault {
        if (channel.startsWith("D") || channel.startsWith("U")) {
            // A bot's direct messages are with one person of its own workspace; and reading them needs a scope of its
            // own.
            return;
        }
        Instant now = clock.instant();
        synchronized (found) {
            found.values().removeIf(at -> !at.plus(BELIEVED).isAfter(now));
            if (found.containsKey(channel)) {
                return;
            }
        }
        if (isShared(channel)) {
            throw SlackFault.refused("externally_shared");
        }
        synchronized (found) {
            if (found.size() < MOST_KEPT) {
                found.put(channel, now);
            }
        }
    }

    private boolean isShared(String channel) throws SlackFault {
        Conversation info;
        try {
            info = api.call(methods -> methods.conversationsInfo(request -> request.channel(channel)))
                    .getChannel();
        } catch (SlackFault fault) {
            // Slack itself knows the method; a gateway or a test's Slack that does not has no shared channels either.
            if (fault.error().equals("unknown_method") || fault.error().equals("http_404")) {
                return false;
            }
            throw fault;
        }
        return info.isExtShared() || info.isPendingExtShared() || (info.isShared() && !info.isOrgShared());
    }
}

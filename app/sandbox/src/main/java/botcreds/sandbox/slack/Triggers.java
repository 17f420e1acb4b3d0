package botcreds.sandbox.slack;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * Trigger ids: good for one view, within 3 seconds of the click
 * (<a href="https://docs.slack.dev/interactivity/handling-user-interaction">docs.slack.dev</a>). Thread-safe.
 */
final class Triggers {

    private static final Duration GOOD_FOR = Duration.ofSeconds(3);

    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Trigger> issued = new HashMap<>();

    Triggers(Clock clock) {
        this.clock = clock;
    }

    synchronized String issue(String userId) {
        byte[] secret = new byte[16];
        random.nextBytes(secret);
        Instant now = clock.instant();
        // What is long over is only ever asked for by mistake; then it is unknown.
        issued.values().removeIf(old -> now.isAfter(old.until().plusSeconds(600)));
        String id = now.getEpochSecond() + "." + issued.size() + "."
                + HexFormat.of().formatHex(secret);
        issued.put(id, new Trigger(userId, now.plus(GOOD_FOR), false));
        return id;
    }

    /** Uses the trigger up. */
    synchronized Redeemed redeem(String id) {
        Trigger trigger = issued.get(id);
        if (trigger == null) {
            return Redeemed.refused("invalid_trigger_id");
        }
        if (trigger.used()) {
            return Redeemed.refused("exchanged_trigger_id");
        }
        if (clock.instant().isAfter(trigger.until())) {
            return Redeemed.refused("expired_trigger_id");
        }
        issued.put(id, new Trigger(trigger.userId(), trigger.until(), true));
        return new Redeemed(trigger.userId(), Optional.empty());
    }

    /** Whose trigger it was, or Slack's word for why it is no good. */
    record Redeemed(String userId, Optional<String> refused) {

        static Redeemed refused(String error) {
            return new Redeemed("", Optional.of(error));
        }
    }

    private record Trigger(String userId, Instant until, boolean used) {}
}

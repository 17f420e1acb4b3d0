package botcreds.sandbox.slack;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/** Response URLs: five uses within 30 minutes. Thread-safe. */
final class ResponseUrls {

    private static final int USES = 5;
    private static final Duration GOOD_FOR = Duration.ofMinutes(30);

    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, ResponseUrl> issued = new HashMap<>();

    ResponseUrls(Clock clock) {
        this.clock = clock;
    }

    /** Gives the path of the new URL on this sandbox. */
    synchronized String issue(String teamId, String userId, String channel, Optional<String> source) {
        byte[] secret = new byte[18];
        random.nextBytes(secret);
        Instant now = clock.instant();
        issued.values().removeIf(old -> now.isAfter(old.until().plus(GOOD_FOR)));
        String path = "/actions/" + teamId + "/" + HexFormat.of().formatHex(secret);
        issued.put(path, new ResponseUrl(userId, channel, source, now.plus(GOOD_FOR), USES));
        return path;
    }

    synchronized Used use(String path) {
        ResponseUrl url = issued.get(path);
        if (url == null || clock.instant().isAfter(url.until())) {
            return new Used(Optional.empty(), "expired_url");
        }
        if (url.left() == 0) {
            return new Used(Optional.empty(), "used_url");
        }
        issued.put(path, url.oneLess());
        return new Used(Optional.of(url), "");
    }

    /** What may be answered to, or Slack's word for why it may not. */
    record Used(Optional<ResponseUrl> url, String refused) {}

    /**
     * @param source the message that was clicked, which may be replaced
     * @param left uses left
     */
    record ResponseUrl(String userId, String channel, Optional<String> source, Instant until, int left) {

        ResponseUrl oneLess() {
            return new ResponseUrl(userId, channel, source, until, left - 1);
        }
    }
}

package botcreds.sandbox.github;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Something that goes wrong with the calls it matches. Start from one of the makers and narrow it with {@link #on} and
 * {@link #times}; it matches every mint once unless told otherwise.
 *
 * @param method null matches all
 * @param path found anywhere in the path
 * @param times how many calls it hits; {@link #ALWAYS} for all
 * @param delay added before anything else happens
 * @param reply sent instead of the real answer; the call has no effect then
 * @param drop cuts the connection
 * @param truncateAt sends this many bytes of the real answer's body, then cuts the connection; -1 sends all
 * @param merge laid over the real answer's body by the rules of RFC 7396: null takes a member away
 */
public record Fault(
        @Nullable String method,
        Pattern path,
        int times,
        Duration delay,
        @Nullable Reply reply,
        Drop drop,
        int truncateAt,
        @Nullable JsonNode merge) {
    public static final int ALWAYS = Integer.MAX_VALUE;
    public static final String MINT = "/access_tokens$";

    /** A canned answer. */
    public record Reply(int status, Map<String, String> headers, String body) {}

    /** When the connection is cut: never, before the call has an effect, or after it but before the answer. */
    public enum Drop {
        NEVER,
        BEFORE,
        AFTER
    }

    private static final Fault NONE =
            new Fault("POST", Pattern.compile(MINT), 1, Duration.ZERO, null, Drop.NEVER, -1, null);

    public static Fault delay(Duration delay) {
        return NONE.withDelay(delay);
    }

    public static Fault reply(int status, Map<String, String> headers, String body) {
        return new Fault(
                NONE.method, NONE.path, 1, Duration.ZERO, new Reply(status, headers, body), Drop.NEVER, -1, null);
    }

    /** A 5xx as GitHub sends when it needed more than ten seconds. */
    public static Fault serverError(int status) {
        return reply(status, Map.of(), "{\"message\":\"Server Error\"}");
    }

    /** The secondary limit, 403 or 429; GitHub may leave {@code Retry-After} out, then retryAfter is null. */
    public static Fault secondaryLimit(int status, @Nullable Duration retryAfter) {
        return reply(
                status,
                retryAfter == null ? Map.of() : Map.of("Retry-After", Long.toString(retryAfter.toSeconds())),
                "{\"message\":\"You have exceeded a secondary rate limit. Please wait a few minutes before you try"
                        + " again.\",\"status\":\"" + status + "\"}");
    }

    /** The primary limit, 403 or 429. */
    public static Fault primaryLimit(int status, Instant reset) {
        return reply(
                status,
                Map.of("x-ratelimit-remaining", "0", "x-ratelimit-reset", Long.toString(reset.getEpochSecond())),
                "{\"message\":\"API rate limit exceeded\",\"status\":\"" + status + "\"}");
    }

    public static Fault dropBefore() {
        return new Fault(NONE.method, NONE.path, 1, Duration.ZERO, null, Drop.BEFORE, -1, null);
    }

    /** Takes effect (a token is minted), and nobody hears of it. */
    public static Fault dropAfter() {
        return new Fault(NONE.method, NONE.path, 1, Duration.ZERO, null, Drop.AFTER, -1, null);
    }

    public static Fault truncateAt(int bytes) {
        return new Fault(NONE.method, NONE.path, 1, Duration.ZERO, null, Drop.NEVER, bytes, null);
    }

    /** Changes the real answer, for example {@code {"repository_selection": "all"}}. */
    public static Fault merge(String json) {
        JsonNode patch = Json.read(json);
        if (patch == null || !patch.isObject()) {
            throw new IllegalArgumentException("what is merged into an answer must be a JSON object: " + json);
        }
        return new Fault(NONE.method, NONE.path, 1, Duration.ZERO, null, Drop.NEVER, -1, patch);
    }

    /** Matches other calls than mints: this method (null for all) where the regular expression is found in the path. */
    public Fault on(@Nullable String itsMethod, String pathPattern) {
        return new Fault(itsMethod, Pattern.compile(pathPattern), times, delay, reply, drop, truncateAt, merge);
    }

    public Fault times(int calls) {
        return new Fault(method, path, calls, delay, reply, drop, truncateAt, merge);
    }

    public Fault withDelay(Duration before) {
        return new Fault(method, path, times, before, reply, drop, truncateAt, merge);
    }

    boolean matches(String itsMethod, String itsPath) {
        return (method == null || method.equals(itsMethod))
                && path.matcher(itsPath).find();
    }

    /** Tells whether it does more than to delay; a call meets at most one such fault. */
    boolean acts() {
        return reply != null || drop != Drop.NEVER || truncateAt >= 0 || merge != null;
    }
}

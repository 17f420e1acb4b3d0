package botcreds.sandbox.slack;

import java.util.Locale;
import java.util.Optional;

/**
 * A way in which the Web API fails.
 *
 * @param method the only method it hits ({@code chat.postMessage}), or empty for all; {@code response_url} is one too
 * @param value seconds for {@code RATE_LIMITED}, the status for {@code SERVER_ERROR}, milliseconds for {@code DELAY}
 * @param error Slack's word for {@code ERROR}
 */
public record Fault(Kind kind, Optional<String> method, int value, String error) {

    /** What goes wrong. */
    public enum Kind {
        /** 429 with Retry-After. */
        RATE_LIMITED,
        /** A status of 500 or above. */
        SERVER_ERROR,
        /** The connection ends before anything happened. */
        DROP,
        /** The call takes effect, then the connection ends without an answer. */
        LOSE_ANSWER,
        /** The answer comes late. */
        DELAY,
        /** 200 with {@code ok: false}. */
        ERROR;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public static Fault rateLimited(int retryAfterSeconds) {
        return new Fault(Kind.RATE_LIMITED, Optional.empty(), retryAfterSeconds, "ratelimited");
    }

    public static Fault serverError(int status) {
        return new Fault(Kind.SERVER_ERROR, Optional.empty(), status, "");
    }

    public static Fault drop() {
        return new Fault(Kind.DROP, Optional.empty(), 0, "");
    }

    public static Fault loseAnswer() {
        return new Fault(Kind.LOSE_ANSWER, Optional.empty(), 0, "");
    }

    public static Fault delay(int milliseconds) {
        return new Fault(Kind.DELAY, Optional.empty(), milliseconds, "");
    }

    public static Fault error(String slackError) {
        return new Fault(Kind.ERROR, Optional.empty(), 0, slackError);
    }

    /** The same fault, for one method only. */
    public Fault on(String oneMethod) {
        return new Fault(kind, Optional.of(oneMethod), value, error);
    }

    boolean hits(String called) {
        return method.map(called::equals).orElse(true);
    }
}

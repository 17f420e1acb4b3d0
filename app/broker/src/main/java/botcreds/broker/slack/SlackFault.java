package botcreds.broker.slack;

import com.slack.api.methods.SlackApiException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** A call that Slack did not do, and whether it might do it later. */
final class SlackFault extends Exception {
    private static final long serialVersionUID = 1L;

    private static final Duration BACK_OFF = Duration.ofSeconds(5);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);

    /** Errors of a well-formed call that pass by themselves (docs.slack.dev/apis/web-api, "common errors"). */
    private static final Set<String> PASSING = Set.of(
            "ratelimited",
            "rate_limited",
            "internal_error",
            "fatal_error",
            "request_timeout",
            "service_unavailable",
            "team_added_to_org",
            "external_channel_migrating");

    private final String error;
    private final transient Optional<Duration> retryAfter;

    private SlackFault(String error, Optional<Duration> retryAfter) {
        super(error);
        this.error = error;
        this.retryAfter = retryAfter;
    }

    static SlackFault refused(String error) {
        return new SlackFault(error, PASSING.contains(error) ? Optional.of(BACK_OFF) : Optional.empty());
    }

    static SlackFault http(SlackApiException answer) {
        int status = answer.getResponse().code();
        if (status == 429) {
            return new SlackFault(
                    "ratelimited", Optional.of(asked(answer.getResponse().header("Retry-After", ""))));
        }
        return new SlackFault("http_" + status, status >= 500 ? Optional.of(BACK_OFF) : Optional.empty());
    }

    static SlackFault unreachable(Exception cause) {
        SlackFault fault = new SlackFault("unreachable", Optional.of(BACK_OFF));
        fault.initCause(cause);
        return fault;
    }

    private static Duration asked(String seconds) {
        if (!seconds.matches("[0-9]{1,6}")) {
            return BACK_OFF;
        }
        Duration wait = Duration.ofSeconds(Math.max(1, Long.parseLong(seconds)));
        return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
    }

    /** Slack's word for it, for example {@code channel_not_found}. */
    String error() {
        return error;
    }

    /** Whether Slack, or what is between, does not work at all; being busy is not that. */
    boolean isAway() {
        return retryAfter.isPresent()
                && !error.startsWith("rate")
                && !error.startsWith("team_")
                && !error.startsWith("external_");
    }

    /** When to try again; empty when that is no use. */
    Optional<Duration> retryAfter() {
        return retryAfter;
    }
}

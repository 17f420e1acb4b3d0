package botcreds.client;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Problem details (RFC 9457) with the broker's own fields. */
record Problem(
        int status,
        String code,
        String detail,
        String hint,
        Optional<String> requestId,
        Optional<String> rule,
        List<String> errors,
        Optional<Duration> retryAfter) {
    /** The words for an answer that is none of the broker's, or has lost its body. */
    private static final String NO_CODE = "";

    static Problem of(Reply reply, Optional<String> about) {
        Json body;
        try {
            body = reply.json();
        } catch (UnexpectedAnswer notOurs) {
            body = Json.object("{}");
        }
        return new Problem(
                reply.status(),
                body.optionalText("code").orElse(NO_CODE),
                body.optionalText("detail").orElse("The broker answered " + reply.status() + "."),
                body.optionalText("hint").orElse("See the broker's log."),
                body.optionalText("request_id").or(() -> about),
                body.optionalText("policy_rule"),
                body.list("errors").stream().map(Problem::sentence).toList(),
                reply.retryAfter());
    }

    private static String sentence(Json error) {
        return error.optionalText("field").orElse("?") + ": "
                + error.optionalText("detail").orElse("") + " "
                + error.optionalText("hint").orElse("");
    }

    /** Tells whether the same call is worth repeating; a fault (500) is not: it would only be repeated as well. */
    boolean isWorthRepeating() {
        return status == 429
                || status == 502
                || status == 503
                || status == 504
                || code.equals("idempotency_key_in_use");
    }

    BrokerException exception() {
        if (status == 401) {
            return new NotAuthenticated(code.equals(NO_CODE) ? unauthenticated() : this);
        }
        if (status == 429) {
            return new RateLimited(this);
        }
        if (status >= 500 || code.equals("idempotency_key_in_use")) {
            return new BrokerUnavailable(this);
        }
        return code.equals(NO_CODE) || code.equals("no_such_path")
                ? new UnexpectedAnswer("the status is " + status, null)
                : refusal();
    }

    private BrokerException refusal() {
        return switch (code) {
            case "policy_denied" -> new PolicyDenied(this);
            case "bot_locked" -> new BotLocked(this);
            case "not_refreshable" -> new NotRefreshable(this);
            case "not_found" -> new RequestNotFound(this);
            case "expired" -> new RequestExpired(this);
            case "cancelled" -> new RequestCancelled(this);
            case "revoked" -> new CredentialRevoked(this);
            case "idempotency_key_reused" -> new InvalidRequest(this);
            default -> byStatus();
        };
    }

    private BrokerException byStatus() {
        return switch (status) {
            case 403 -> new AccessDenied(this);
            case 422 -> new GitHubRefused(this);
            default -> new InvalidRequest(this);
        };
    }

    private Problem unauthenticated() {
        return new Problem(
                status,
                "invalid_credential",
                "The broker does not know this caller.",
                "Check BOTCREDS_API_KEY; after 'keys rotate' the old key stops to work.",
                requestId,
                rule,
                errors,
                retryAfter);
    }
}

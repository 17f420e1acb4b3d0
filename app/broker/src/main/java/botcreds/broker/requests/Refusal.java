package botcreds.broker.requests;

import botcreds.broker.model.RequestId;
import java.time.Duration;
import java.util.Optional;

/**
 * Why there is no credential, in words a bot's author can act on.
 *
 * @param code       stable, for programs
 * @param detail     what happened; never an exception's text, a path or another bot's name
 * @param hint       what to do next
 * @param retryAfter present when trying again can help
 * @param request    the request it is about, when there is one and it is the caller's
 * @param rule       the policy rule that decided, if one did
 */
public record Refusal(
        Code code,
        String detail,
        String hint,
        Optional<Duration> retryAfter,
        Optional<RequestId> request,
        Optional<String> rule) {
    /** Closed set; the word in lower case is the {@code code} on the wire. */
    public enum Code {
        POLICY_DENIED,
        TTL_TOO_LONG,
        APPROVAL_DENIED,
        BOT_LOCKED,
        NOT_INSTALLED,
        PERMISSION_NOT_GRANTED,
        INSTALLATION_SUSPENDED,
        REPOSITORY_CHANGED,
        SCOPE_MISMATCH,
        DEPLOY_KEYS_DISABLED,
        DEPLOY_KEY_IN_USE,
        DEPLOY_KEY_INVALID,
        GITHUB_REFUSED,
        NOT_FOUND,
        EXPIRED,
        CANCELLED,
        REVOKED,
        NOT_REFRESHABLE,
        TOO_MANY_PENDING,
        TOO_MANY_WAITING,
        SLOW_DOWN,
        GITHUB_BUDGET_SHORT,
        IDEMPOTENCY_KEY_REUSED,
        IDEMPOTENCY_KEY_IN_USE,
        GITHUB_UNAVAILABLE,
        STORE_UNAVAILABLE,
        STOPPING
    }

    public static Refusal of(Code code, String detail, String hint) {
        return new Refusal(code, detail, hint, Optional.empty(), Optional.empty(), Optional.empty());
    }

    public Refusal retryAfter(Duration wait) {
        return new Refusal(code, detail, hint, Optional.of(wait), request, rule);
    }

    public Refusal about(RequestId id) {
        return new Refusal(code, detail, hint, retryAfter, Optional.of(id), rule);
    }

    public Refusal by(String decidingRule) {
        return new Refusal(code, detail, hint, retryAfter, request, Optional.of(decidingRule));
    }
}

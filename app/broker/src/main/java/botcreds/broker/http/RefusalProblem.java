package botcreds.broker.http;

import botcreds.broker.model.AsciiCase;
import botcreds.broker.model.RequestId;
import botcreds.broker.requests.Refusal;
import java.util.List;

/** A refusal as problem details. */
final class RefusalProblem {
    private RefusalProblem() {}

    static Problem of(Refusal refusal) {
        int status = status(refusal.code());
        return new Problem(
                status,
                AsciiCase.fold(refusal.code().name()),
                Titles.of(status),
                refusal.detail(),
                refusal.hint(),
                refusal.retryAfter(),
                refusal.request().map(RequestId::value),
                refusal.rule(),
                List.of());
    }

    static int status(Refusal.Code code) {
        return switch (code) {
            case POLICY_DENIED, APPROVAL_DENIED, BOT_LOCKED -> 403;
            case NOT_FOUND -> 404;
            case NOT_REFRESHABLE, IDEMPOTENCY_KEY_IN_USE -> 409;
            case EXPIRED, CANCELLED, REVOKED -> 410;
            case TTL_TOO_LONG,
                    NOT_INSTALLED,
                    PERMISSION_NOT_GRANTED,
                    INSTALLATION_SUSPENDED,
                    REPOSITORY_CHANGED,
                    SCOPE_MISMATCH,
                    DEPLOY_KEYS_DISABLED,
                    DEPLOY_KEY_IN_USE,
                    DEPLOY_KEY_INVALID,
                    GITHUB_REFUSED,
                    IDEMPOTENCY_KEY_REUSED -> 422;
            case TOO_MANY_PENDING, TOO_MANY_WAITING, SLOW_DOWN, GITHUB_BUDGET_SHORT -> 429;
            case GITHUB_UNAVAILABLE, STORE_UNAVAILABLE, STOPPING -> 503;
        };
    }
}

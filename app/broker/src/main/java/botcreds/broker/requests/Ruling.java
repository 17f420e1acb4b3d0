package botcreds.broker.requests;

import java.util.Optional;

/**
 * What became of a human's click or command.
 *
 * @param code what happened; everything but the first three changed nothing
 * @param text a sentence for that human, plain text, the same on every surface: "already approved by bob 2 minutes ago"
 * @param view the request as it is now, when the human may see it
 */
public record Ruling(Code code, String text, Optional<RequestView> view) {
    public enum Code {
        APPROVED,
        DENIED,
        VOTED,
        REVOKED,
        NOT_FOUND,
        AMBIGUOUS,
        ALREADY_DECIDED,
        EXPIRED,
        STALE,
        SUPERSEDED,
        NOT_APPROVER,
        SELF_APPROVAL,
        POLICY_DENIES,
        IMPOSSIBLE,
        UNAVAILABLE
    }

    public boolean accepted() {
        return code == Code.APPROVED || code == Code.DENIED || code == Code.VOTED || code == Code.REVOKED;
    }
}

package botcreds.command;

import botcreds.client.BrokerException;
import botcreds.client.BrokerUnavailable;
import botcreds.client.BrokerUnreachable;
import botcreds.client.NotAuthenticated;
import botcreds.client.RateLimited;
import botcreds.client.WaitInterrupted;

/** What the command says to the shell. The numbers are fixed; scripts go by them. */
enum ExitCode {
    OK(0, "it was done, or the answer is yes"),
    ERROR(1, "something else went wrong; the message says what"),
    USAGE(2, "the words or options make no sense together"),
    NOT_FOUND(3, "there is no such request, token or bot"),
    NOT_ALLOWED(4, "you are not signed in, or may not do this"),
    DENIED(5, "the answer is no: denied by a human or by the policy"),
    OVER(6, "it has expired, or the time to wait is over"),
    UNREACHABLE(7, "the broker, or something it needs, gave no answer"),
    INTERRUPTED(130, "you pressed Ctrl-C");

    private final int number;
    private final String meaning;

    ExitCode(int number, String meaning) {
        this.number = number;
        this.meaning = meaning;
    }

    int number() {
        return number;
    }

    String meaning() {
        return meaning;
    }

    static ExitCode of(BrokerException failure) {
        if (failure instanceof BrokerUnreachable || failure instanceof BrokerUnavailable) {
            return UNREACHABLE;
        }
        if (failure instanceof NotAuthenticated) {
            return NOT_ALLOWED;
        }
        if (failure instanceof WaitInterrupted) {
            return INTERRUPTED;
        }
        return failure instanceof RateLimited ? ERROR : of(failure.code());
    }

    private static ExitCode of(String code) {
        return switch (code) {
            case "not_found" -> NOT_FOUND;
            case "not_approver", "self_approval", "takes_more_humans", "bot_locked" -> NOT_ALLOWED;
            case "policy_denies", "policy_denied", "approval_denied", "access_denied" -> DENIED;
            case "expired", "expired_token", "cancelled", "revoked" -> OVER;
            case "invalid_request" -> USAGE;
            default -> ERROR;
        };
    }
}

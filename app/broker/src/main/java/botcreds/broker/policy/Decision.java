package botcreds.broker.policy;

import java.util.function.Function;

/** What policy says of a scope. Deny beats auto-approval, which beats asking. */
public sealed interface Decision permits Deny, AutoApprove, RequireApproval {
    RuleRef rule();

    /** Takes the one function that fits; a fourth kind of decision could not be forgotten by any caller. */
    <T> T fold(
            Function<? super Deny, ? extends T> onDeny,
            Function<? super AutoApprove, ? extends T> onAutoApprove,
            Function<? super RequireApproval, ? extends T> onRequireApproval);
}

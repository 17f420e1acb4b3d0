package botcreds.broker.policy;

import java.util.function.Function;

/** Yes at once: every pair of repository and permission is covered by a rule. */
public record AutoApprove(RuleRef rule) implements Decision {
    @Override
    public <T> T fold(
            Function<? super Deny, ? extends T> onDeny,
            Function<? super AutoApprove, ? extends T> onAutoApprove,
            Function<? super RequireApproval, ? extends T> onRequireApproval) {
        return onAutoApprove.apply(this);
    }
}

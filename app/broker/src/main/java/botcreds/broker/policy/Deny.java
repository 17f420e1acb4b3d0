package botcreds.broker.policy;

import java.util.function.Function;

/** No, and no human can say otherwise. */
public record Deny(RuleRef rule) implements Decision {
    @Override
    public <T> T fold(
            Function<? super Deny, ? extends T> onDeny,
            Function<? super AutoApprove, ? extends T> onAutoApprove,
            Function<? super RequireApproval, ? extends T> onRequireApproval) {
        return onDeny.apply(this);
    }
}

package botcreds.broker.policy;

import botcreds.broker.model.Human;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/**
 * Humans must say yes.
 *
 * @param rule      the first rule in the file that asks for it, or the defaults
 * @param approvers one entry for each rule that applies; whoever decides must be in every one of them, because nobody
 *                  approves a part of a request
 * @param approvals how many different humans must say yes, 1 or more: the most that any rule asks for
 * @param channel   Slack's channel id; empty when the policy names none
 * @param timeout   how long an answer is awaited: the shortest that any rule asks for
 */
public record RequireApproval(RuleRef rule, List<Approvers> approvers, int approvals, String channel, Duration timeout)
        implements Decision {
    public RequireApproval {
        approvers = List.copyOf(approvers);
        if (approvers.isEmpty()) {
            // An empty list would be satisfied by everyone.
            throw new IllegalArgumentException("an approval needs a list of approvers");
        }
        if (approvals < 1) {
            throw new IllegalArgumentException("an approval takes at least one human");
        }
    }

    /** Tells whether this human may decide the whole of what was asked. Ownership of the bot is not looked at. */
    public boolean mayBeDecidedBy(Human human) {
        return approvers.stream().allMatch(each -> each.include(human));
    }

    @Override
    public <T> T fold(
            Function<? super Deny, ? extends T> onDeny,
            Function<? super AutoApprove, ? extends T> onAutoApprove,
            Function<? super RequireApproval, ? extends T> onRequireApproval) {
        return onRequireApproval.apply(this);
    }
}

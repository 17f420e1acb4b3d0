package botcreds.broker.requests;

import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.BotId;
import botcreds.broker.model.Human;
import botcreds.broker.model.Scope;
import botcreds.broker.policy.BotEntry;
import botcreds.broker.policy.Decision;
import botcreds.broker.policy.Policy;
import botcreds.broker.policy.PolicyFile;
import botcreds.broker.policy.RequireApproval;
import botcreds.broker.policy.RuleRef;
import botcreds.broker.store.Transaction;
import botcreds.broker.store.Vote;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Who may decide about a request, by the policy of this moment. Thread-safe; keeps nothing. */
public final class Authority {
    private final PolicyFile policyFile;

    public Authority(PolicyFile policyFile) {
        this.policyFile = policyFile;
    }

    /**
     * What was found.
     *
     * @param no           why this human may not, if so
     * @param text         that, as a sentence
     * @param denied       the rule that denies the request itself, if one does by now
     * @param approvals    how many humans must agree
     * @param selfApproval whether this human owns the bot, and policy lets owners approve
     */
    public record Finding(
            Optional<Ruling.Code> no,
            String text,
            Optional<RuleRef> denied,
            int approvals,
            boolean selfApproval,
            String rule,
            String policyDigest) {}

    /** May this human say yes? */
    public Finding toApprove(AccessRequest request, Human human, Instant now) {
        Policy policy = policyFile.current();
        Decision decision = policy.decide(request.bot(), request.scope(), now);
        Optional<RuleRef> denied = decision.fold(
                deny -> Optional.of(deny.rule()), allow -> Optional.empty(), approval -> Optional.empty());
        if (denied.isPresent()) {
            return no(
                    Ruling.Code.POLICY_DENIES,
                    "The policy denies this by now (" + denied.get() + "), and no human can override a deny.",
                    denied,
                    policy);
        }
        if (!mayDecide(decision, human, policy)) {
            return no(
                    Ruling.Code.NOT_APPROVER,
                    "You are not an approver of all that #" + request.shortId() + " asks for. The policy names who is ("
                            + decision.rule() + ").",
                    Optional.empty(),
                    policy);
        }
        int approvals = decision.fold(deny -> 1, allow -> 1, RequireApproval::approvals);
        if (approvals > 1 && human.id().equals(Human.ADMIN_ID)) {
            // Whoever holds that token may be one of those who have said yes already.
            return no(
                    Ruling.Code.NOT_APPROVER,
                    "#" + request.shortId() + " takes " + approvals + " different humans, and the administrator's token"
                            + " does not say which human you are. Approve as yourself, in Slack.",
                    Optional.empty(),
                    policy);
        }
        boolean own = owns(policy, request, human);
        if (own && !policy.bot(request.bot()).map(BotEntry::allowSelfApproval).orElse(false)) {
            return no(
                    Ruling.Code.SELF_APPROVAL,
                    "You own " + request.bot()
                            + ", so someone else must approve this. (allow_self_approval in the policy"
                            + " changes that.)",
                    Optional.empty(),
                    policy);
        }
        return new Finding(
                Optional.empty(),
                "",
                Optional.empty(),
                approvals,
                own,
                decision.rule().toString(),
                policy.digest());
    }

    /** The yeses to what is shown now, of those who may still say it: whom the policy names no more, counts no more. */
    public List<Vote> votes(Transaction tx, AccessRequest request) {
        return tx.votes().of(request.id(), request.revision()).stream()
                .filter(vote -> toApprove(request, vote.human(), tx.now()).no().isEmpty())
                .toList();
    }

    /** May this human say no, or end what was given? Whoever may say yes, and the bot's owner. */
    public Finding toStop(AccessRequest request, Human human, Instant now) {
        Policy policy = policyFile.current();
        Decision decision = policy.decide(request.bot(), request.scope(), now);
        if (owns(policy, request, human) || mayDecide(decision, human, policy)) {
            return new Finding(
                    Optional.empty(),
                    "",
                    Optional.empty(),
                    1,
                    false,
                    decision.rule().toString(),
                    policy.digest());
        }
        return no(
                Ruling.Code.NOT_APPROVER,
                "You are neither an approver of #" + request.shortId() + " nor the owner of " + request.bot() + ".",
                Optional.empty(),
                policy);
    }

    /** May this human end what a bot has of this scope? */
    public boolean mayStop(BotId bot, Scope scope, Human human, Instant now) {
        Policy policy = policyFile.current();
        return policy.bot(bot).filter(entry -> entry.ownedBy(human)).isPresent()
                || mayDecide(policy.decide(bot, scope, now), human, policy);
    }

    private static boolean mayDecide(Decision decision, Human human, Policy policy) {
        boolean anyApprover = human.id().equals(Human.ADMIN_ID) || policy.namesAsApprover(human);
        return decision.fold(deny -> anyApprover, allow -> anyApprover, approval -> approval.mayBeDecidedBy(human));
    }

    private static boolean owns(Policy policy, AccessRequest request, Human human) {
        return policy.bot(request.bot()).filter(entry -> entry.ownedBy(human)).isPresent();
    }

    private static Finding no(Ruling.Code code, String text, Optional<RuleRef> denied, Policy policy) {
        return new Finding(Optional.of(code), text, denied, 1, false, "", policy.digest());
    }
}

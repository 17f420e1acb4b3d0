package botcreds.broker.bots;

import botcreds.broker.model.BotId;
import botcreds.broker.model.Human;
import botcreds.broker.model.Scope;
import botcreds.broker.policy.BotEntry;
import botcreds.broker.policy.Decision;
import botcreds.broker.policy.Policy;
import botcreds.broker.policy.PolicyFile;
import botcreds.broker.policy.RequireApproval;
import java.time.Instant;
import java.util.Optional;

/** Who may act on a bot as a whole, by the policy of this moment. Thread-safe; keeps nothing. */
public final class BotAuthority {
    private final PolicyFile policyFile;

    public BotAuthority(PolicyFile policyFile) {
        this.policyFile = policyFile;
    }

    /** Any approver may stop a bot, and its owner: a false alarm costs less than a late one. */
    Optional<Deed> toLock(BotId bot, Human human) {
        Policy policy = policyFile.current();
        return policy.isApprover(human) || owns(policy, bot, human)
                ? Optional.empty()
                : Optional.of(Deed.no(
                        Deed.Code.NOT_APPROVER,
                        "Only an approver or the owner of " + bot + " can lock it down; you are neither."));
    }

    /** To let a bot go again takes what approving for it takes where no rule names others. */
    Optional<Deed> toUnlock(BotId bot, Human human) {
        Policy policy = policyFile.current();
        if (!policy.isGeneralApprover(human)) {
            return Optional.of(Deed.no(
                    Deed.Code.NOT_APPROVER,
                    "Only who stands under approvers: at the top of the policy can unlock " + bot + "."));
        }
        return ownership(policy, bot, human, "unlock it");
    }

    /** Whoever holds a bot's key can ask as that bot; so it goes to nobody who then approves what it asks for. */
    Optional<Deed> toRotate(BotId bot, Human human) {
        Policy policy = policyFile.current();
        return human.id().equals(Human.ADMIN_ID) || owns(policy, bot, human)
                ? Optional.empty()
                : Optional.of(Deed.no(
                        Deed.Code.NOT_APPROVER,
                        "Only the owner of " + bot + " and the administrator get its key, because whoever holds it can"
                                + " ask as that bot. The policy names the owner."));
    }

    /** To give something for a while takes an approver of all of it, who alone may approve it, and never passes a deny. */
    Optional<Deed> toElevate(BotId bot, Scope scope, Human human, Instant now) {
        Policy policy = policyFile.current();
        if (policy.bot(bot).isEmpty()) {
            return Optional.of(Deed.no(Deed.Code.NOT_FOUND, "The policy lists no bot " + bot + "."));
        }
        Decision decision = policy.decide(bot, scope, now);
        Optional<Deed> no = decision.fold(
                deny -> Optional.of(Deed.no(
                        Deed.Code.POLICY_DENIES,
                        "The policy denies this (" + deny.rule() + "), and no human can override a deny.")),
                allow -> Optional.of(Deed.no(
                        Deed.Code.NOTHING, "The policy gives " + bot + " this already (" + allow.rule() + ").")),
                approval -> alone(approval, human));
        return no.isPresent() ? no : ownership(policy, bot, human, "give it more");
    }

    private static Optional<Deed> alone(RequireApproval approval, Human human) {
        if (!approval.mayBeDecidedBy(human)) {
            return Optional.of(Deed.no(
                    Deed.Code.NOT_APPROVER,
                    "You are not an approver of all of this. The policy names who is (" + approval.rule() + ")."));
        }
        return approval.approvals() > 1
                ? Optional.of(Deed.no(
                        Deed.Code.TAKES_MORE_HUMANS,
                        "This takes " + approval.approvals() + " approvals (" + approval.rule()
                                + "), so one human alone cannot give it; approve single requests instead."))
                : Optional.empty();
    }

    private static Optional<Deed> ownership(Policy policy, BotId bot, Human human, String what) {
        boolean forbidden = owns(policy, bot, human)
                && !policy.bot(bot).map(BotEntry::allowSelfApproval).orElse(false);
        return forbidden
                ? Optional.of(Deed.no(
                        Deed.Code.SELF_APPROVAL,
                        "You own " + bot + ", so someone else must " + what
                                + ". (allow_self_approval in the policy changes that.)"))
                : Optional.empty();
    }

    private static boolean owns(Policy policy, BotId bot, Human human) {
        return policy.bot(bot).filter(entry -> entry.ownedBy(human)).isPresent();
    }
}

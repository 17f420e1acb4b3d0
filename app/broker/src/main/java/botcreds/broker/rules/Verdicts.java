package botcreds.broker.rules;

import botcreds.broker.model.BotId;
import botcreds.broker.policy.Decision;

/** Puts a decision of the policy into words for someone who only wants to know. */
final class Verdicts {
    private Verdicts() {}

    static Verdict locked(BotId bot) {
        return new Verdict("deny", "bot_lock", bot + " was locked down by a human.", "A human must unlock it first.");
    }

    static Verdict of(Decision decision) {
        String word = decision.fold(deny -> "deny", allow -> "auto_approve", approval -> "requires_approval");
        String hint = decision.fold(
                deny -> "Ask for another repository or fewer permissions; no human can approve this.",
                allow -> "Send POST /v1/token; the answer comes at once.",
                approval -> "Send POST /v1/token with a good reason and wait; "
                        + (approval.approvals() == 1 ? "a human" : approval.approvals() + " humans")
                        + " must approve.");
        return new Verdict(word, decision.rule().toString(), decision.rule().why(), hint);
    }
}

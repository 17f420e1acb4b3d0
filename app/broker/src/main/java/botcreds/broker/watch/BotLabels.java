package botcreds.broker.watch;

import botcreds.broker.model.BotId;
import botcreds.broker.policy.PolicyFile;

/** The label of a bot: its name if the policy lists it, and one word for all others, so that nobody can make up labels. */
final class BotLabels {
    static final String UNKNOWN = "unknown";

    private final PolicyFile policyFile;

    BotLabels(PolicyFile policyFile) {
        this.policyFile = policyFile;
    }

    String of(BotId bot) {
        return policyFile.current().bot(bot).isPresent() ? bot.value() : UNKNOWN;
    }
}

package botcreds.broker.policy;

import botcreds.broker.model.Attribution;
import botcreds.broker.model.BotId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a policy file says, read and compiled, from which a {@link Policy} is made. */
record PolicyParts(
        Approvers approvers,
        Optional<String> channel,
        Optional<Approvers> mayRemember,
        Map<BotId, Bot> bots,
        Defaults defaults,
        Limits limits,
        AlertLimits alerts,
        Optional<QuietHours> quietHours,
        RememberPlan remember,
        ReviewPlan review,
        List<PolicyTest> tests) {
    /**
     * A listed bot.
     *
     * @param asked every list of approvers that one of its rules names
     */
    record Bot(BotEntry entry, BotRules rules, List<Approvers> asked) {}

    /**
     * What counts where no rule does.
     *
     * @param line 1-based, 0 if the file says nothing
     */
    record Defaults(
            boolean requiresApproval,
            Duration approvalTimeout,
            Optional<Duration> maxTtl,
            Attribution attribution,
            int line) {
        static final Defaults UNSAID =
                new Defaults(true, Duration.ofHours(24), Optional.empty(), Attribution.NOT_DEMANDED, 0);
    }
}

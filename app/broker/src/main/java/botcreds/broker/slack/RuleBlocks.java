package botcreds.broker.slack;

import botcreds.broker.model.Visible;
import botcreds.broker.rules.StandingRule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** Remembered rules, on the Home tab and in a review. The rule is shown to the letter, as it stands in the file. */
final class RuleBlocks {
    private static final int MOST_LISTED = 20;
    private static final int LONGEST_RULE = 1500;

    private RuleBlocks() {}

    static ObjectNode inHome(StandingRule rule) {
        ObjectNode text = BlockKit.mrkdwn(words(rule));
        return rule.mayRemove()
                ? BlockKit.section(text, HomeButton.REMOVE_RULE.blockId(rule.key()), remove(rule))
                : BlockKit.section(text);
    }

    /** The answer to {@code /botcreds review}. */
    static Message review(List<StandingRule> rules) {
        if (rules.isEmpty()) {
            return Message.plain(
                    "Nothing is remembered, so there is nothing to review. Approve + Remember on a card adds"
                            + " rules; what people wrote into the policy is not reviewed here.");
        }
        String headline = rules.size() == 1 ? "1 remembered rule" : rules.size() + " remembered rules";
        long doubtful = rules.stream().filter(StandingRule::isDoubtful).count();
        List<ObjectNode> blocks = new ArrayList<>();
        blocks.add(BlockKit.section(BlockKit.plain(headline
                + (doubtful == 0 ? ", all of them in use" : ", " + doubtful + " of them doubtful; those come first"))));
        rules.stream().limit(MOST_LISTED).forEach(rule -> add(rule, blocks));
        if (rules.size() > MOST_LISTED) {
            blocks.add(BlockKit.context(BlockKit.plain(
                    "and " + (rules.size() - MOST_LISTED) + " more; decide about these first, then ask again.")));
        }
        return Message.of(Mrkdwn.words(headline), blocks);
    }

    private static void add(StandingRule rule, List<ObjectNode> blocks) {
        blocks.add(BlockKit.section(BlockKit.mrkdwn(words(rule))));
        List<ObjectNode> buttons = new ArrayList<>();
        if (rule.mayKeep()) {
            buttons.add(HomeButton.KEEP_RULE.button("Keep", rule.key(), "Keep the rule of " + rule.bot()));
        }
        if (rule.mayRemove()) {
            buttons.add(remove(rule));
        }
        if (!buttons.isEmpty()) {
            blocks.add(BlockKit.actions(HomeButton.KEEP_RULE.blockId(rule.key()), buttons));
        }
    }

    private static ObjectNode remove(StandingRule rule) {
        ObjectNode button = HomeButton.REMOVE_RULE.button("Remove", rule.key(), "Remove the rule of " + rule.bot());
        button.set(
                "confirm",
                BlockKit.confirm(
                        "Remove this rule?",
                        rule.bot()
                                + " has to ask again for what it gives. What it holds already lives on until it ends or"
                                + " is revoked.",
                        "Remove"));
        return button;
    }

    private static Mrkdwn words(StandingRule rule) {
        Mrkdwn text = Mrkdwn.label(rule.bot().value()).and(" ").code(Visible.line(rule.text(), LONGEST_RULE));
        text.and("\nby " + Visible.line(rule.byName(), 80) + " on " + rule.on() + " for #" + rule.requestShortId()
                + " · ");
        rule.lastUsed().ifPresentOrElse(at -> text.and("last used ").time(at), () -> text.and("no use known"));
        rule.lastKept()
                .ifPresent(kept ->
                        text.and(" · kept by ").person(kept.byId()).and(" ").time(kept.at()));
        if (rule.isUnused()) {
            text.and("\n⚠️ Unused for 30 days. Remove it?");
        }
        rule.narrower()
                .ifPresent(less -> text.and("\n⚠️ Only ")
                        .names(less.words())
                        .and(" was used in the last 30 days. Remove it, and remember less next time?"));
        return text;
    }
}

package botcreds.broker.slack;

import botcreds.broker.model.Visible;
import botcreds.broker.requests.Stats;
import botcreds.broker.rules.PolicySource;
import botcreds.broker.rules.RuleView;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which rules count and what happened, for one person's eyes. */
final class InsightAnswers {
    private static final int MOST_RULES = 60;
    private static final int LONGEST_SECTION = 2900;

    private InsightAnswers() {}

    /** @param source which commit counts, where the policy is kept in git */
    static Message rules(List<RuleView> rules, Optional<PolicySource> source) {
        String headline = rules.isEmpty()
                ? "No rule counts here; the policy's defaults do."
                : "Rules that count now, by line of the policy";
        List<ObjectNode> blocks = new ArrayList<>();
        blocks.add(BlockKit.section(BlockKit.plain(headline)));
        Mrkdwn lines = Mrkdwn.words("");
        for (RuleView rule : rules.subList(0, Math.min(MOST_RULES, rules.size()))) {
            Mrkdwn line = line(rule);
            if (lines.toString().length() + line.toString().length() > LONGEST_SECTION) {
                blocks.add(BlockKit.section(BlockKit.mrkdwn(lines)));
                lines = Mrkdwn.words("");
            }
            lines.and(line).and("\n");
        }
        if (!rules.isEmpty()) {
            blocks.add(BlockKit.section(BlockKit.mrkdwn(lines)));
        }
        if (rules.size() > MOST_RULES) {
            blocks.add(BlockKit.context(
                    BlockKit.plain("and " + (rules.size() - MOST_RULES) + " more; narrow it with --bot")));
        }
        source.ifPresent(from -> blocks.add(BlockKit.context(BlockKit.plain(line(from)))));
        return Message.of(Mrkdwn.words(headline), blocks);
    }

    private static String line(PolicySource from) {
        return "Commit " + from.commit() + " of " + Visible.line(from.where(), 400) + ", counts since "
                + from.since().truncatedTo(ChronoUnit.SECONDS) + ", confirmed at "
                + from.confirmedAt().truncatedTo(ChronoUnit.SECONDS)
                + from.trouble().map(why -> ". " + Visible.line(why, 400)).orElse("");
    }

    static Message stats(Stats stats, String span) {
        Mrkdwn text = Mrkdwn.words(
                stats.events().isEmpty() ? "Nothing happened in the last " + span + "." : "The last " + span + ":");
        stats.events().forEach((event, count) -> text.and("\n" + count + "× ").code(event));
        stats.budgets()
                .forEach(each -> text.and("\nGitHub leaves installation " + each.installation() + " " + each.left()
                        + " of " + each.limit() + " calls until " + each.reset()));
        return Message.of(Mrkdwn.words("The last " + span), List.of(BlockKit.section(BlockKit.mrkdwn(text))));
    }

    private static Mrkdwn line(RuleView rule) {
        Mrkdwn text = Mrkdwn.words(rule.name() + ": ")
                .code(rule.bot().value())
                .and(" " + rule.list() + " ")
                .code(Visible.line(ScopeBlocks.some(rule.repositories()), 250))
                .and(" ")
                .code(Visible.line(
                        rule.permissions().isEmpty() ? "everything" : ScopeBlocks.some(rule.permissions()), 250));
        rule.by().ifPresent(by -> text.and(" by " + Visible.line(by, 80)));
        rule.ends().ifPresent(ends -> text.and(" until " + ends));
        return text;
    }
}

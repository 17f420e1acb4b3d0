package botcreds.broker.slack;

import botcreds.broker.access.Decisions;
import botcreds.broker.model.BotId;
import botcreds.broker.model.Scope;
import botcreds.broker.model.Visible;
import botcreds.broker.rules.Verdict;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code /botcreds can BOT OWNER/NAME PERMISSIONS}: what would the policy say, without asking for anything. */
final class CanCommand {
    private CanCommand() {}

    static Message answer(Decisions decisions, CommandLine line) {
        if (line.words().size() < 3) {
            return CommandHelp.misused(CommandWord.CAN, "It takes a bot, a repository and permissions.");
        }
        Optional<BotId> bot = Commands.bot(line.words().get(0));
        if (bot.isEmpty()) {
            return CommandHelp.misused(CommandWord.CAN, "The first word is not a bot's name.");
        }
        ScopeWords asked = ScopeWords.read(
                line.words().get(1), line.words().subList(2, line.words().size()));
        return asked.scope()
                .map(scope -> shown(bot.get(), scope, decisions.can(bot.get(), scope)))
                .orElseGet(() -> CommandHelp.misused(CommandWord.CAN, asked.wrong()));
    }

    private static Message shown(BotId bot, Scope scope, Verdict verdict) {
        String decision =
                switch (verdict.decision()) {
                    case "auto_approve" -> "✅ Yes, at once";
                    case "requires_approval" -> "⏳ Only when a human approves";
                    default -> "❌ No";
                };
        Mrkdwn question = Mrkdwn.words("")
                .code(bot.value())
                .and(" on ")
                .code(scope.repositories().get(0).fullName())
                .and(" with ")
                .code(scope.permissions().toString());
        List<ObjectNode> blocks = new ArrayList<>();
        blocks.add(BlockKit.section(BlockKit.plain(decision)));
        blocks.add(BlockKit.section(BlockKit.mrkdwn(question)));
        blocks.add(BlockKit.section(BlockKit.plain(Visible.line(verdict.why(), 1000))));
        if (!verdict.hint().isBlank()) {
            blocks.add(BlockKit.context(BlockKit.plain(Visible.line(verdict.hint(), 1000))));
        }
        blocks.add(BlockKit.context(BlockKit.plain(Visible.line("Rule: " + verdict.rule(), 1000))));
        return Message.of(Mrkdwn.words(decision), blocks);
    }
}

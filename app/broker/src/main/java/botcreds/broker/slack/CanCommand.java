package botcreds.broker.slack;

import botcreds.broker.access.Decisions;
import botcreds.broker.access.Verdict;
import botcreds.broker.model.BotId;
import botcreds.broker.model.Level;
import botcreds.broker.model.PermissionCatalog;
import botcreds.broker.model.Permissions;
import botcreds.broker.model.Repository;
import botcreds.broker.model.Scope;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

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
        Optional<Repository> repository = Repository.parse(line.words().get(1), "github.com");
        if (repository.isEmpty()) {
            return CommandHelp.misused(CommandWord.CAN, "The second word is not a repository; write OWNER/NAME.");
        }
        Map<String, Level> levels = new TreeMap<>();
        for (String words : line.words().subList(2, line.words().size())) {
            for (String word : words.split(",", -1)) {
                Optional<String> wrong = add(word, levels);
                if (wrong.isPresent()) {
                    return CommandHelp.misused(CommandWord.CAN, wrong.get());
                }
            }
        }
        if (levels.isEmpty()) {
            return CommandHelp.misused(CommandWord.CAN, "Name a permission and its level, such as contents:write.");
        }
        Scope scope = Scope.of(List.of(repository.get()), Permissions.of(levels));
        return shown(bot.get(), scope, decisions.can(bot.get(), scope));
    }

    /** Adds one permission, or returns what is wrong with it. */
    private static Optional<String> add(String word, Map<String, Level> levels) {
        if (word.isEmpty()) {
            return Optional.empty();
        }
        int colon = word.indexOf(':');
        if (colon < 1) {
            return Optional.of("Name each permission with its level, such as contents:write.");
        }
        String name = word.substring(0, colon);
        Optional<Level> level = Level.parse(word.substring(colon + 1));
        if (!PermissionCatalog.knows(name)) {
            return Optional.of("GitHub has no permission " + name
                    + PermissionCatalog.suggest(name)
                            .map(right -> "; did you mean " + right + "?")
                            .orElse("."));
        }
        if (level.isEmpty() || !PermissionCatalog.knows(name, level.get())) {
            List<String> known =
                    PermissionCatalog.levels(name).stream().map(Level::word).toList();
            return Optional.of(name + " has the level " + String.join(" or ", known) + ".");
        }
        levels.merge(name, level.get(), (one, other) -> one.covers(other) ? one : other);
        return Optional.empty();
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

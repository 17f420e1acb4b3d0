package botcreds.broker.policy;

import botcreds.broker.model.BotId;
import botcreds.broker.policy.YamlNode.Entries;
import botcreds.broker.policy.YamlNode.Entry;
import botcreds.broker.policy.YamlNode.Items;
import botcreds.broker.policy.YamlNode.Scalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds where in the text of a policy new rules of a bot go, in the style the list is written in, and puts them there.
 * Every other character stays, comments, quotes and line ends among them; only the brackets of an empty {@code []} make
 * room. Places are counted in code points, as the YAML reader counts them.
 */
final class Splice {
    static final String LIST = "auto_approve";

    private final Entries document;
    private final List<String> rules;
    private final String comment;
    private final TextLines lines;

    private Splice(String text, Entries document, List<String> rules, String comment) {
        this.document = document;
        this.rules = rules;
        this.comment = comment;
        lines = new TextLines(text);
    }

    /**
     * Adds rules at the end of the bot's {@code auto_approve}.
     *
     * @param rules   in flow style, without dash
     * @param comment goes behind each rule
     * @return the new text; empty when the bot is not listed, or is written in a way that leaves no sure place
     */
    static Optional<String> add(String text, Entries document, BotId bot, List<String> rules, String comment) {
        return new Splice(text, document, rules, comment).added(bot);
    }

    private Optional<String> added(BotId bot) {
        Optional<Entries> entries = child(document, "bots")
                .flatMap(bots -> child(bots, bot.value()))
                .filter(found -> !endsInBlockText(found));
        if (entries.isEmpty()) {
            return Optional.empty();
        }
        Entry list = entries.get().entries().get(LIST);
        if (list == null) {
            return Optional.of(entries.get().flow() ? newFlowKey(entries.get()) : newBlockKey(entries.get()));
        }
        if (!(list.value() instanceof Items items) || endsInBlockText(items)) {
            return Optional.empty();
        }
        if (!items.flow()) {
            String indent = " ".repeat(items.span().column() - 1);
            return Optional.of(lines.insertAfterLine(items.span().end(), blockLines(indent)));
        }
        if (items.items().isEmpty() && !entries.get().flow() && lines.areOnOneLine(items.span())) {
            return Optional.of(openEmptyList(list.key(), items));
        }
        return Optional.of(intoFlowList(items, entries.get()));
    }

    private List<String> blockLines(String indent) {
        return rules.stream().map(rule -> indent + "- " + rule + "  " + comment).toList();
    }

    private String newBlockKey(Entries bot) {
        String indent = " ".repeat(bot.span().column() - 1);
        List<String> added = new ArrayList<>(List.of(indent + LIST + ":"));
        added.addAll(blockLines(indent + listIndent()));
        return lines.insertAfterLine(bot.span().end(), added);
    }

    /** The brackets go, what follows them on the line stays, and the list starts below. */
    private String openEmptyList(Scalar key, Items empty) {
        String indent = " ".repeat(key.span().column() - 1) + listIndent();
        int from = lines.skipBlanksBack(empty.span().start());
        TextLines without = new TextLines(lines.without(from, empty.span().end()));
        return without.insertAfterLine(from, blockLines(indent));
    }

    private String newFlowKey(Entries bot) {
        String list = LIST + ": [" + flowRules() + flowEnd(bot) + "]";
        return bot.entries().isEmpty()
                ? lines.insert(bot.span().start() + 1, list)
                : lines.insert(lastEnd(bot), ", " + list);
    }

    private String intoFlowList(Items items, Entries bot) {
        return items.items().isEmpty()
                ? lines.insert(items.span().start() + 1, flowRules() + flowEnd(bot))
                : lines.insert(lastEnd(items), ", " + flowRules() + flowEnd(bot));
    }

    private String flowRules() {
        return String.join(", ", rules);
    }

    /** A comment ends with its line, so what closes the list goes to a line of its own, deeper than any block key above. */
    private String flowEnd(Entries bot) {
        int column = document.span().column();
        Optional<Entries> bots = child(document, "bots").filter(each -> !document.flow());
        if (bots.isPresent() && !bots.get().flow()) {
            column = bot.flow() ? bots.get().span().column() : bot.span().column();
        }
        return "  " + comment + lines.lineBreak() + " ".repeat(column + 3);
    }

    /** Lists stand below their key at the same column or deeper; a new one follows the first in the file. */
    private String listIndent() {
        return blockListOffset(document).map(" "::repeat).orElse("  ");
    }

    private static Optional<Integer> blockListOffset(Entries entries) {
        for (Entry entry : entries.entries().values()) {
            if (entry.value() instanceof Items items
                    && !items.flow()
                    && !items.items().isEmpty()) {
                return Optional.of(items.span().column() - entry.key().span().column());
            }
            if (entry.value() instanceof Entries inner) {
                Optional<Integer> found = blockListOffset(inner);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    static Optional<Entries> child(Entries entries, String key) {
        Entry entry = entries.entries().get(key);
        return entry != null && entry.value() instanceof Entries child ? Optional.of(child) : Optional.empty();
    }

    private static int lastEnd(YamlNode collection) {
        return last(collection)
                .map(last -> last.span().end())
                .orElse(collection.span().end());
    }

    /** The end of a text written with {@code |} lies behind blank lines and comments, so nothing is put there. */
    private static boolean endsInBlockText(YamlNode node) {
        Optional<YamlNode> last = last(node);
        return last.isPresent() ? endsInBlockText(last.get()) : node instanceof Scalar scalar && scalar.block();
    }

    private static Optional<YamlNode> last(YamlNode node) {
        if (node instanceof Items items && !items.items().isEmpty()) {
            return Optional.of(items.items().get(items.items().size() - 1));
        }
        if (node instanceof Entries entries && !entries.entries().isEmpty()) {
            List<Entry> all = List.copyOf(entries.entries().values());
            return Optional.of(all.get(all.size() - 1).value());
        }
        return Optional.empty();
    }
}

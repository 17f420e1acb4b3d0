package botcreds.broker.policy;

import botcreds.broker.model.BotId;
import botcreds.broker.policy.YamlNode.Entries;
import botcreds.broker.policy.YamlNode.Entry;
import botcreds.broker.policy.YamlNode.Items;
import java.util.Optional;

/**
 * Takes out of the text of a policy what {@link Splice} put there: one rule, its comment, and what held them apart from
 * their neighbours. Every other character stays; a list that is empty then becomes {@code []}.
 */
final class Unsplice {
    private final TextLines lines;
    private final String tail;

    private Unsplice(String text, String comment) {
        lines = new TextLines(text);
        tail = "  " + comment;
    }

    /** Returns the new text; empty when the rule does not stand there the way Splice leaves one. */
    static Optional<String> remove(String text, Entries document, BotId bot, KeptRules.Place place) {
        return Splice.child(document, "bots")
                .flatMap(bots -> Splice.child(bots, bot.value()))
                .map(entries -> entries.entries().get(Splice.LIST))
                .flatMap(list -> new Unsplice(text, place.comment()).without(list, place));
    }

    private Optional<String> without(Entry list, KeptRules.Place place) {
        if (!(list.value() instanceof Items items) || items.items().size() <= place.index()) {
            return Optional.empty();
        }
        return items.flow() ? fromFlow(items, place.index()) : fromBlock(list, items, place);
    }

    private Optional<String> fromBlock(Entry list, Items items, KeptRules.Place place) {
        int at = items.items().get(place.index()).span().start();
        if (!lines.lineOf(at).strip().equals("- " + place.rule().text() + tail)) {
            return Optional.empty();
        }
        String shorter = lines.withoutLineOf(at);
        if (items.items().size() > 1) {
            return Optional.of(shorter);
        }
        // Only the one list is left without an item, and above its line nothing moved.
        int colon = list.key().span().end();
        return new TextLines(shorter).startsWith(colon, ":")
                ? Optional.of(new TextLines(shorter).insert(colon + 1, " []"))
                : Optional.empty();
    }

    private Optional<String> fromFlow(Items items, int index) {
        YamlNode.Span rule = items.items().get(index).span();
        boolean first = index == 0;
        int from = first ? rule.start() : items.items().get(index - 1).span().end();
        int commentEnd = rule.end() + tail.codePointCount(0, tail.length());
        int blanksEnd = lines.skipBlanksAndBreak(commentEnd);
        // Behind the newest rule stands the comment of the one that was the newest before, two blanks away from it.
        int next = lines.startsWith(blanksEnd, "#") ? blanksEnd - 2 : blanksEnd;
        boolean asLeft = lines.startsWith(rule.end(), tail)
                && next > commentEnd
                && (lines.startsWith(next, "]") || lines.startsWith(next, "  #"))
                && (first || (lines.startsWith(from, ", ") && rule.start() == from + 2));
        return asLeft ? Optional.of(lines.without(from, next)) : Optional.empty();
    }
}

package botcreds.broker.policy;

import botcreds.broker.policy.YamlNode.Entries;
import botcreds.broker.policy.YamlNode.Entry;
import botcreds.broker.policy.YamlNode.Items;
import botcreds.broker.policy.YamlNode.Scalar;
import botcreds.broker.policy.YamlNode.Span;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads one YAML 1.2 document in which a text means what it looks like: no anchors, aliases, merge keys, tags, directives,
 * second documents or duplicate keys. Scalars stay texts, so {@code no}, {@code 010} and {@code 22:00} do too.
 */
final class StrictYaml {
    /** A policy is at most bots, bot, rules, rule, permissions, permission deep; more is an attack on the reader's stack. */
    private static final int DEEPEST = 16;

    private final Iterator<Event> events;
    private final Issues issues;

    private StrictYaml(Iterator<Event> events, Issues issues) {
        this.events = events;
        this.issues = issues;
    }

    /** Returns the document's mapping; empty, with at least one issue, when there is none. */
    static Optional<Entries> read(String text, Issues issues) {
        LoadSettings settings = LoadSettings.builder()
                .setLabel("policy")
                .setCodePointLimit(PolicyText.MOST_BYTES)
                .build();
        try {
            return new StrictYaml(new Parse(settings).parseString(text).iterator(), issues).document();
        } catch (MarkedYamlEngineException malformed) {
            Span span = malformed.getProblemMark().map(StrictYaml::at).orElse(Span.FILE);
            issues.error(
                    "malformed_yaml", span, "This is not YAML: " + malformed.getProblem() + ". Correct this line.");
        } catch (TooDeep deep) {
            issues.error("too_deep", deep.span, "Nested more than " + DEEPEST + " deep; a policy never needs that.");
        } catch (YamlEngineException malformed) {
            issues.error("malformed_yaml", Span.FILE, "This is not YAML: " + malformed.getMessage());
        }
        return Optional.empty();
    }

    private Optional<Entries> document() {
        events.next(); // the start of the stream
        Event start = events.next();
        if (!(start instanceof DocumentStartEvent first)) {
            issues.error(
                    "empty_file",
                    Span.FILE,
                    "The policy is empty; write at least \"bots: {}\" and \"defaults\" into it.");
            return Optional.empty();
        }
        if (first.getSpecVersion().isPresent() || !first.getTags().isEmpty()) {
            issues.error("directive", start(start), "Remove the % line: a policy is plain YAML 1.2.");
        }
        YamlNode root = node(events.next(), 0);
        events.next(); // the end of the document
        Event next = events.next();
        if (next instanceof DocumentStartEvent) {
            issues.error("second_document", start(next), "A second document starts here; keep one policy in one file.");
            return Optional.empty();
        }
        if (root instanceof Entries entries) {
            return Optional.of(entries);
        }
        if (root instanceof Scalar scalar && scalar.isNull()) {
            issues.error(
                    "empty_file",
                    Span.FILE,
                    "The policy is empty; write at least \"bots: {}\" and \"defaults\" into it.");
        } else {
            issues.error(
                    "not_a_mapping", root.span(), "A policy is a mapping of keys such as \"bots:\" and \"defaults:\".");
        }
        return Optional.empty();
    }

    private YamlNode node(Event event, int depth) {
        if (depth > DEEPEST) {
            throw new TooDeep(start(event));
        }
        refuseIndirection(event);
        if (event instanceof ScalarEvent scalar) {
            return scalar(scalar);
        }
        if (event instanceof MappingStartEvent mapping) {
            return entries(mapping, depth);
        }
        if (event instanceof CollectionStartEvent sequence) {
            return items(sequence, depth);
        }
        return new Scalar("", true, false, start(event)); // an alias, which is refused above
    }

    private void refuseIndirection(Event event) {
        if (event instanceof AliasEvent) {
            issues.error("alias", start(event), "Aliases (*name) are not read; write the value out here.");
        } else if (event instanceof NodeEvent node && node.getAnchor().isPresent()) {
            issues.error("anchor", start(event), "Anchors (&name) are not read; remove it and write values out.");
        }
        boolean tagged = event instanceof ScalarEvent scalar
                ? scalar.getTag().isPresent()
                : event instanceof CollectionStartEvent collection
                        && collection.getTag().isPresent();
        if (tagged) {
            issues.error(
                    "tag", start(event), "Tags (!name) are not read; remove it, and quote the value if it is a text.");
        }
    }

    private static Scalar scalar(ScalarEvent event) {
        ScalarStyle style = event.getScalarStyle();
        boolean block = style == ScalarStyle.LITERAL || style == ScalarStyle.FOLDED;
        Span start = start(event);
        return new Scalar(
                event.getValue(),
                event.isPlain(),
                block,
                new Span(start.line(), start.column(), start.start(), end(event)));
    }

    private Items items(CollectionStartEvent start, int depth) {
        List<YamlNode> items = new ArrayList<>();
        Event event = events.next();
        while (event.getEventId() != Event.ID.SequenceEnd) {
            items.add(node(event, depth + 1));
            event = events.next();
        }
        int lastEnd = items.isEmpty()
                ? end(start)
                : items.get(items.size() - 1).span().end();
        return new Items(items, start.isFlow(), whole(start, event, lastEnd));
    }

    private Entries entries(CollectionStartEvent start, int depth) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        int lastEnd = end(start);
        Event event = events.next();
        while (event.getEventId() != Event.ID.MappingEnd) {
            YamlNode key = node(event, depth + 1);
            YamlNode value = node(events.next(), depth + 1);
            lastEnd = Math.max(key.span().end(), value.span().end());
            if (key instanceof Scalar name) {
                keep(name, value, entries);
            } else {
                issues.error("key", key.span(), "A key is a plain word, not a list or a mapping.");
            }
            event = events.next();
        }
        return new Entries(entries, start.isFlow(), whole(start, event, lastEnd));
    }

    private void keep(Scalar name, YamlNode value, Map<String, Entry> entries) {
        if (name.text().equals("<<")) {
            issues.error("merge_key", name.span(), "Merge keys (<<) are not read; write the keys out here.");
            return;
        }
        Entry earlier = entries.putIfAbsent(name.text(), new Entry(name, value));
        if (earlier != null) {
            issues.error(
                    "duplicate_key",
                    name.span(),
                    "\"" + name.text() + "\" stands here a second time; the first is in line "
                            + earlier.key().span().line() + ". Keep one.");
        }
    }

    private static Span whole(CollectionStartEvent first, Event last, int lastLeafEnd) {
        Span start = start(first);
        return new Span(start.line(), start.column(), start.start(), first.isFlow() ? end(last) : lastLeafEnd);
    }

    private static Span start(Event event) {
        return event.getStartMark().map(StrictYaml::at).orElse(Span.FILE);
    }

    private static int end(Event event) {
        return event.getEndMark().map(Mark::getIndex).orElse(0);
    }

    private static Span at(Mark mark) {
        return new Span(mark.getLine() + 1, mark.getColumn() + 1, mark.getIndex(), mark.getIndex());
    }

    /** Leaves the recursion; the text is not worth reading on. */
    private static final class TooDeep extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient Span span;

        TooDeep(Span span) {
            super("nested too deep", null, false, false);
            this.span = span;
        }
    }
}

package botcreds.broker.policy;

import botcreds.broker.model.Durations;
import botcreds.broker.model.NearestWord;
import botcreds.broker.policy.YamlNode.Entries;
import botcreds.broker.policy.YamlNode.Entry;
import botcreds.broker.policy.YamlNode.Items;
import botcreds.broker.policy.YamlNode.Scalar;
import botcreds.broker.policy.YamlNode.Span;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * One mapping of the file whose keys are a closed set. What is absent is empty; what is wrong becomes an issue and is
 * empty too, which rejects the file anyway.
 */
final class Section {
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");
    private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");

    private final Entries entries;
    private final String path;
    private final Issues issues;

    private Section(Entries entries, String path, Issues issues) {
        this.entries = entries;
        this.path = path;
        this.issues = issues;
    }

    /** Opens a mapping and names every key in it that nothing reads. */
    static Optional<Section> open(YamlNode node, String path, List<String> keys, Issues issues) {
        if (!(node instanceof Entries entries)) {
            issues.error(
                    "not_a_mapping", node.span(), path + ": expected a mapping with " + String.join(", ", keys) + ".");
            return Optional.empty();
        }
        for (Entry entry : entries.entries().values()) {
            String key = entry.key().text();
            if (!keys.contains(key)) {
                String guess = NearestWord.to(key, keys)
                        .map(near -> " Did you mean \"" + near + "\"?")
                        .orElse("");
                String message = path + ": unknown key \"" + key + "\"." + guess + " Valid keys: "
                        + String.join(", ", keys) + ".";
                issues.error("unknown_key", entry.key().span(), message);
            }
        }
        return Optional.of(new Section(entries, path, issues));
    }

    String path() {
        return path;
    }

    Span span() {
        return entries.span();
    }

    boolean has(String key) {
        return entries.entries().containsKey(key);
    }

    Optional<YamlNode> node(String key) {
        return Optional.ofNullable(entries.entries().get(key)).map(Entry::value);
    }

    /** Returns where the key's value stands, or the mapping when there is no such key. */
    Span spanOf(String key) {
        return node(key).map(YamlNode::span).orElse(entries.span());
    }

    /** Reports something about the value of a key. */
    void error(String code, String key, String message) {
        issues.error(code, spanOf(key), path + "." + key + ": " + message);
    }

    Optional<Scalar> scalar(String key) {
        return node(key).flatMap(node -> scalar(node, key, "expected one text"));
    }

    Optional<String> text(String key) {
        return scalar(key).map(Scalar::text);
    }

    /** Reads one text or a list of texts, at least one. */
    List<Scalar> oneOrMore(String key) {
        Optional<YamlNode> node = node(key);
        if (node.isPresent() && node.get() instanceof Items) {
            return atLeastOne(key, scalars(key));
        }
        return scalar(key).map(List::of).orElse(List.of());
    }

    /** Reads a list of texts; may be empty. */
    List<Scalar> scalars(String key) {
        List<Scalar> scalars = new ArrayList<>();
        items(key).forEach(item -> scalar(item, key, "expected a text").ifPresent(scalars::add));
        return scalars;
    }

    List<Scalar> atLeastOne(String key, List<Scalar> scalars) {
        if (has(key) && scalars.isEmpty()) {
            error("empty", key, "is empty; name at least one, or remove the key.");
        }
        return scalars;
    }

    /** Reads a list; absent is empty. */
    List<YamlNode> items(String key) {
        Optional<YamlNode> node = node(key);
        if (node.isEmpty()) {
            return List.of();
        }
        if (node.get() instanceof Items items) {
            return items.items();
        }
        error("not_a_list", key, "expected a list; write [] for an empty one, or remove the key.");
        return List.of();
    }

    Optional<Boolean> flag(String key) {
        return scalar(key).flatMap(scalar -> {
            if (scalar.bare() && (scalar.text().equals("true") || scalar.text().equals("false"))) {
                return Optional.of(scalar.text().equals("true"));
            }
            error("not_a_boolean", key, "expected true or false, without quotes.");
            return Optional.empty();
        });
    }

    OptionalInt number(String key, int least, int most) {
        Optional<Scalar> scalar = scalar(key);
        if (scalar.isEmpty()) {
            return OptionalInt.empty();
        }
        String text = scalar.get().text();
        if (scalar.get().bare() && NUMBER.matcher(text).matches()) {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most && (text.equals("0") || !text.startsWith("0"))) {
                return OptionalInt.of(number);
            }
        }
        error("not_a_number", key, "expected a whole number from " + least + " to " + most + ".");
        return OptionalInt.empty();
    }

    Optional<Duration> duration(String key, Duration least, Duration most) {
        return scalar(key).flatMap(scalar -> {
            Optional<Duration> duration = Durations.parse(scalar.text())
                    .filter(each -> each.compareTo(least) >= 0 && each.compareTo(most) <= 0);
            if (duration.isEmpty()) {
                String range = Durations.format(least) + " to " + Durations.format(most);
                error("not_a_duration", key, "expected a duration from " + range + ", such as 90s, 30m, 1h or 7d.");
            }
            return duration;
        });
    }

    Optional<LocalDate> date(String key) {
        return scalar(key).flatMap(scalar -> {
            try {
                if (DATE.matcher(scalar.text()).matches()) {
                    return Optional.of(LocalDate.parse(scalar.text()));
                }
            } catch (DateTimeParseException impossible) {
                // The pattern lets a 31st of February through; it is told below with everything else that is no day.
            }
            error("not_a_date", key, "expected a day such as 2026-12-31.");
            return Optional.empty();
        });
    }

    private Optional<Scalar> scalar(YamlNode node, String key, String expected) {
        if (node instanceof Scalar scalar && !scalar.isNull() && !scalar.text().isEmpty()) {
            return Optional.of(scalar);
        }
        issues.error("not_a_text", node.span(), path + "." + key + ": " + expected + " here.");
        return Optional.empty();
    }
}

package botcreds.broker.policy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A YAML document without aliases, tags and duplicate keys, and where everything stands in the text. */
sealed interface YamlNode {
    Span span();

    /** Returns the same as maps, lists and texts, which compare by what they say and not by where they stand. */
    Object plain();

    /**
     * A place in the text.
     *
     * @param line   1-based
     * @param column 1-based
     * @param start  offset of the first character, in code points
     * @param end    offset behind the last one that belongs to the value, in code points; for a block collection the end of
     *               its last leaf, because comments that trail it belong to nobody
     */
    record Span(int line, int column, int start, int end) {
        static final Span FILE = new Span(0, 0, 0, 0);
    }

    /**
     * A text.
     *
     * @param bare  whether it is written without quotes
     * @param block whether it is written with {@code |} or {@code >}
     */
    record Scalar(String text, boolean bare, boolean block, Span span) implements YamlNode {
        @Override
        public Object plain() {
            return text;
        }

        /** Tells whether YAML reads nothing here. */
        boolean isNull() {
            return bare && (text.isEmpty() || text.equals("~") || text.equals("null"));
        }
    }

    record Items(List<YamlNode> items, boolean flow, Span span) implements YamlNode {
        @Override
        public Object plain() {
            List<Object> plain = new ArrayList<>(items.size());
            items.forEach(each -> plain.add(each.plain()));
            return plain;
        }
    }

    record Entries(Map<String, Entry> entries, boolean flow, Span span) implements YamlNode {
        @Override
        public Object plain() {
            Map<String, Object> plain = new LinkedHashMap<>();
            entries.forEach((key, entry) -> plain.put(key, entry.value().plain()));
            return plain;
        }
    }

    record Entry(Scalar key, YamlNode value) {}
}

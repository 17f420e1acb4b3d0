package botcreds.broker.policy;

import botcreds.broker.policy.YamlNode.Entries;
import botcreds.broker.policy.YamlNode.Entry;
import botcreds.broker.policy.YamlNode.Items;
import botcreds.broker.policy.YamlNode.Scalar;
import botcreds.broker.policy.YamlNode.Span;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * Reads the text once more with Jackson, whose YAML is 1.1 like that of most tools people check a policy with, and refuses
 * a file in which the two see different keys, lists or texts (OWASP ASVS 5.0, 1.5.3: parsers agree). What a text means,
 * a number or a truth value, is decided by {@link Section} alone.
 */
final class SecondReader {
    private static final YAMLFactory YAML = factory();

    private final JsonParser parser;
    private final Issues issues;

    private SecondReader(JsonParser parser, Issues issues) {
        this.parser = parser;
        this.issues = issues;
    }

    static void compare(String text, Entries document, Issues issues) {
        try (JsonParser parser = YAML.createParser(text)) {
            new SecondReader(parser, issues).same(document, parser.nextToken());
        } catch (IOException | YAMLException unreadable) {
            issues.error(
                    "ambiguous_yaml",
                    Span.FILE,
                    "YAML 1.1 tools cannot read this file; keep to plain YAML: " + firstLine(unreadable));
        }
    }

    private boolean same(YamlNode node, JsonToken token) throws IOException {
        if (node instanceof Entries entries) {
            return sameEntries(entries, token);
        }
        if (node instanceof Items items) {
            return sameItems(items, token);
        }
        Scalar scalar = (Scalar) node;
        boolean same = token == JsonToken.VALUE_NULL
                ? scalar.isNull()
                : token.isScalarValue() && scalar.text().equals(parser.getText());
        return same || differs(node);
    }

    private boolean sameEntries(Entries entries, JsonToken token) throws IOException {
        if (token != JsonToken.START_OBJECT) {
            return differs(entries);
        }
        for (Entry entry : entries.entries().values()) {
            if (parser.nextToken() != JsonToken.FIELD_NAME
                    || !entry.key().text().equals(parser.currentName())) {
                return differs(entry.key());
            }
            if (!same(entry.value(), parser.nextToken())) {
                return false;
            }
        }
        return parser.nextToken() == JsonToken.END_OBJECT || differs(entries);
    }

    private boolean sameItems(Items items, JsonToken token) throws IOException {
        if (token != JsonToken.START_ARRAY) {
            return differs(items);
        }
        for (YamlNode item : items.items()) {
            if (!same(item, parser.nextToken())) {
                return false;
            }
        }
        return parser.nextToken() == JsonToken.END_ARRAY || differs(items);
    }

    private boolean differs(YamlNode node) {
        issues.error(
                "ambiguous_yaml",
                node.span(),
                "YAML 1.1 and 1.2 read this differently; put the text in quotes or write it more simply.");
        return false;
    }

    private static String firstLine(Exception exception) {
        return String.valueOf(exception.getMessage()).lines().findFirst().orElse("unreadable");
    }

    private static YAMLFactory factory() {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(PolicyText.MOST_BYTES);
        return YAMLFactory.builder()
                .loaderOptions(options)
                .enable(YAMLParser.Feature.PARSE_BOOLEAN_LIKE_WORDS_AS_STRINGS)
                .disable(YAMLParser.Feature.EMPTY_STRING_AS_NULL)
                .build();
    }
}

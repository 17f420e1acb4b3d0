package botcreds.sandbox.slack;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What is wrong with some blocks, each with a JSON pointer, in Slack's form for {@code response_metadata.messages}. */
final class Problems {

    private final List<String> found = new ArrayList<>();

    void add(String pointer, String what) {
        found.add("[ERROR] " + what + " [json-pointer:" + pointer + "]");
    }

    List<String> found() {
        return List.copyOf(found);
    }

    /** Slack refuses what it does not know; so a slip of the pen shows here, not in production. */
    void onlyKnown(JsonNode node, String pointer, Set<String> known) {
        node.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                add(pointer, "invalid additional property: " + name);
            }
        });
    }

    /** An optional string of at most so many characters. */
    void string(JsonNode node, String field, String pointer, int longest) {
        JsonNode value = node.get(field);
        if (value == null) {
            return;
        }
        String at = pointer + "/" + field;
        if (!value.isTextual()) {
            add(at, "must be a string");
        } else if (value.asText().isEmpty()) {
            add(at, "must be more than 0 characters");
        } else if (value.asText().length() > longest) {
            add(at, "must be less than " + (longest + 1) + " characters");
        }
    }

    void required(JsonNode node, String field, String pointer) {
        if (!node.has(field)) {
            add(pointer, "missing required field: " + field);
        }
    }

    void oneOf(JsonNode node, String field, String pointer, Set<String> words) {
        if (node.has(field) && !words.contains(Json.text(node, field))) {
            add(pointer + "/" + field, "unsupported value: " + Json.text(node, field));
        }
    }

    /** A list of at least one and at most so many. */
    void size(JsonNode list, String pointer, int most) {
        if (!list.isArray() || list.isEmpty()) {
            add(pointer, "must have at least 1 item");
        } else if (list.size() > most) {
            add(pointer, "no more than " + most + " items allowed");
        }
    }
}

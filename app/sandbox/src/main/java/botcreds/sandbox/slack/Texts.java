package botcreds.sandbox.slack;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/** The rules for text objects, confirm dialogs and options. */
final class Texts {

    static final int LONGEST = 3000;
    private static final Set<String> STYLES = Set.of("primary", "danger");

    private Texts() {}

    static void any(JsonNode text, String pointer, int longest, Problems problems) {
        String type = Json.text(text, "type");
        if (type.equals("plain_text")) {
            problems.onlyKnown(text, pointer, Set.of("type", "text", "emoji"));
        } else if (type.equals("mrkdwn")) {
            problems.onlyKnown(text, pointer, Set.of("type", "text", "verbatim"));
        } else {
            problems.add(pointer + "/type", "must be plain_text or mrkdwn");
            return;
        }
        problems.required(text, "text", pointer);
        problems.string(text, "text", pointer, longest);
    }

    static void plain(JsonNode text, String pointer, int longest, Problems problems) {
        if (!Json.text(text, "type").equals("plain_text")) {
            problems.add(pointer + "/type", "must be plain_text");
            return;
        }
        any(text, pointer, longest, problems);
    }

    static void plainIfThere(JsonNode node, String field, String pointer, int longest, Problems problems) {
        if (node.has(field)) {
            plain(node.get(field), pointer + "/" + field, longest, problems);
        }
    }

    static void plainRequired(JsonNode node, String field, String pointer, int longest, Problems problems) {
        problems.required(node, field, pointer);
        plainIfThere(node, field, pointer, longest, problems);
    }

    static void confirm(JsonNode element, String pointer, Problems problems) {
        if (!element.has("confirm")) {
            return;
        }
        JsonNode confirm = element.get("confirm");
        String at = pointer + "/confirm";
        problems.onlyKnown(confirm, at, Set.of("title", "text", "confirm", "deny", "style"));
        plainRequired(confirm, "title", at, 100, problems);
        problems.required(confirm, "text", at);
        if (confirm.has("text")) {
            any(confirm.get("text"), at + "/text", 300, problems);
        }
        plainRequired(confirm, "confirm", at, 30, problems);
        plainRequired(confirm, "deny", at, 30, problems);
        problems.oneOf(confirm, "style", at, STYLES);
    }

    static void options(JsonNode element, String pointer, int most, Problems problems) {
        JsonNode options = element.path("options");
        problems.size(options, pointer + "/options", most);
        for (int i = 0; i < options.size(); i++) {
            String at = pointer + "/options/" + i;
            JsonNode option = options.get(i);
            problems.onlyKnown(option, at, Set.of("text", "value", "description", "url"));
            problems.required(option, "text", at);
            if (option.has("text")) {
                any(option.get("text"), at + "/text", 75, problems);
            }
            problems.required(option, "value", at);
            problems.string(option, "value", at, 75);
            problems.string(option, "url", at, 3000);
            if (option.has("description")) {
                any(option.get("description"), at + "/description", 75, problems);
            }
        }
    }

    static void style(JsonNode element, String pointer, Problems problems) {
        problems.oneOf(element, "style", pointer, STYLES);
    }
}

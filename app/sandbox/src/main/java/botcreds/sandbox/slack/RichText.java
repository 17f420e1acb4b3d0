package botcreds.sandbox.slack;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/** The rules for rich text. */
final class RichText {

    private static final Set<String> INLINE = Set.of(
            "text", "link", "emoji", "user", "usergroup", "channel", "broadcast", "date", "color", "team", "tag");
    private static final Set<String> LITERAL = Set.of("text", "link");

    private RichText() {}

    static void block(JsonNode block, String pointer, Problems problems) {
        JsonNode parts = block.path("elements");
        problems.size(parts, pointer + "/elements", Integer.MAX_VALUE);
        for (int i = 0; i < parts.size(); i++) {
            part(parts.get(i), pointer + "/elements/" + i, problems);
        }
    }

    private static void part(JsonNode part, String pointer, Problems problems) {
        switch (Json.text(part, "type")) {
            case "rich_text_section", "rich_text_quote" -> inline(part, pointer, INLINE, problems);
            case "rich_text_preformatted" -> inline(part, pointer, LITERAL, problems);
            case "rich_text_list" -> {
                problems.required(part, "style", pointer);
                problems.oneOf(part, "style", pointer, Set.of("bullet", "ordered"));
                JsonNode items = part.path("elements");
                for (int i = 0; i < items.size(); i++) {
                    inline(items.get(i), pointer + "/elements/" + i, INLINE, problems);
                }
            }
            default -> problems.add(pointer + "/type", "unsupported rich text: " + Json.text(part, "type"));
        }
    }

    private static void inline(JsonNode part, String pointer, Set<String> allowed, Problems problems) {
        JsonNode elements = part.path("elements");
        for (int i = 0; i < elements.size(); i++) {
            JsonNode element = elements.get(i);
            String at = pointer + "/elements/" + i;
            String type = Json.text(element, "type");
            if (!allowed.contains(type)) {
                problems.add(at + "/type", "unsupported element here: " + type);
            }
            if (type.equals("text")) {
                problems.onlyKnown(element, at, Set.of("type", "text", "style"));
                problems.required(element, "text", at);
                problems.string(element, "text", at, Integer.MAX_VALUE - 1);
            }
        }
    }
}

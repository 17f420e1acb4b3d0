package botcreds.broker.slack;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What Slack refuses, found before Slack does. The numbers are those of docs.slack.dev/reference/block-kit and, for the sum
 * over a message, of bolt-js#2509; lengths are in UTF-16 units, which is never less than what Slack counts.
 */
final class BlockKitLimits {
    private static final int BLOCKS_OF_MESSAGE = 50;
    private static final int BLOCKS_OF_VIEW = 100;
    private static final int ALL_TEXT_OF_MESSAGE = 13_000;
    private static final int TEXT = 3000;
    private static final int FALLBACK_TEXT = 4000;
    private static final int ID = 255;
    private static final Set<String> STYLES = Set.of("primary", "danger");

    /** Longest text by where it stands: the type of the object that holds it, and the key. */
    private static final Map<String, Integer> TEXT_OF = Map.ofEntries(
            Map.entry("header/text", 150),
            Map.entry("button/text", 75),
            Map.entry("options/text", 75),
            Map.entry("initial_options/text", 75),
            Map.entry("initial_option/text", 75),
            Map.entry("confirm/title", 100),
            Map.entry("confirm/text", 300),
            Map.entry("confirm/confirm", 30),
            Map.entry("confirm/deny", 30),
            Map.entry("fields", 2000),
            Map.entry("input/label", 2000),
            Map.entry("input/hint", 2000),
            Map.entry("plain_text_input/placeholder", 150),
            Map.entry("modal/title", 24),
            Map.entry("modal/submit", 24),
            Map.entry("modal/close", 24));

    private static final Map<String, Integer> STRING_OF = Map.of(
            "value",
            2000,
            "accessibility_label",
            75,
            "action_id",
            ID,
            "block_id",
            ID,
            "callback_id",
            ID,
            "private_metadata",
            3000);

    private final List<String> found = new ArrayList<>();
    private final Set<String> blockIds = new HashSet<>();
    private int allText;

    private BlockKitLimits() {}

    /** Returns a JSON pointer and the limit for each violation; nothing when Slack will take the message. */
    static List<String> violations(Message message) {
        BlockKitLimits limits = new BlockKitLimits();
        limits.length("/text", message.text(), FALLBACK_TEXT);
        limits.size("/blocks", message.blocks(), BLOCKS_OF_MESSAGE);
        limits.walk("/blocks", "", "blocks", message.blocks());
        if (limits.allText > ALL_TEXT_OF_MESSAGE) {
            limits.found.add("/blocks: " + limits.allText + " characters, " + ALL_TEXT_OF_MESSAGE + " at most");
        }
        return limits.found;
    }

    /** Tells whether Slack will take the message also when a line or two come to each part of it. */
    static boolean hasRoom(Message message) {
        BlockKitLimits limits = new BlockKitLimits();
        limits.walk("/blocks", "", "blocks", message.blocks());
        return limits.found.isEmpty()
                && limits.allText <= ALL_TEXT_OF_MESSAGE * 3 / 4
                && message.blocks().size() <= BLOCKS_OF_MESSAGE * 4 / 5;
    }

    /** The same for a modal. */
    static List<String> violations(JsonNode view) {
        BlockKitLimits limits = new BlockKitLimits();
        limits.size("/blocks", view.path("blocks"), BLOCKS_OF_VIEW);
        limits.walk("", "", "view", view);
        boolean asks = view.path("blocks").findValuesAsText("type").contains("input");
        if (asks && view.path("submit").isMissingNode()) {
            limits.found.add("/submit: needed where there is an input");
        }
        return limits.found;
    }

    private void walk(String pointer, String holder, String key, JsonNode node) {
        if (node.isArray()) {
            for (int at = 0; at < node.size(); at++) {
                walk(pointer + "/" + at, holder, key, node.get(at));
            }
            return;
        }
        if (!node.isObject()) {
            return;
        }
        String type = node.path("type").asText(key);
        inspect(pointer, holder, key, type, node);
        node.properties()
                .forEach(field -> walk(pointer + "/" + field.getKey(), type, field.getKey(), field.getValue()));
    }

    private void inspect(String pointer, String holder, String key, String type, JsonNode node) {
        switch (type) {
            case "plain_text", "mrkdwn" ->
                length(
                        pointer + "/text",
                        node.path("text").asText(),
                        TEXT_OF.getOrDefault(holder + "/" + key, TEXT_OF.getOrDefault(key, TEXT)));
            case "text" -> length(pointer + "/text", node.path("text").asText(), TEXT);
            case "section" -> size(pointer + "/fields", node.path("fields"), 10);
            case "context" -> size(pointer + "/elements", node.path("elements"), 10);
            case "actions" -> size(pointer + "/elements", node.path("elements"), 25);
            case "checkboxes" -> size(pointer + "/options", node.path("options"), 10);
            case "static_select" -> size(pointer + "/options", node.path("options"), 100);
            case "button" -> {
                if (node.has("style") && !STYLES.contains(node.path("style").asText())) {
                    found.add(pointer + "/style: primary or danger");
                }
            }
            default -> {}
        }
        STRING_OF.forEach((name, most) -> {
            if (node.has(name)) {
                length(pointer + "/" + name, node.path(name).asText(), most);
            }
        });
        if (node.has("block_id") && !blockIds.add(node.path("block_id").asText())) {
            found.add(pointer + "/block_id: there twice");
        }
    }

    private void length(String pointer, String text, int most) {
        allText += pointer.endsWith("/text") ? text.length() : 0;
        if (text.isEmpty() || text.length() > most) {
            found.add(pointer + ": " + text.length() + " characters, 1 to " + most + " allowed");
        }
    }

    private void size(String pointer, JsonNode array, int most) {
        if (array.isArray() && (array.isEmpty() || array.size() > most)) {
            found.add(pointer + ": " + array.size() + " elements, 1 to " + most + " allowed");
        }
    }
}

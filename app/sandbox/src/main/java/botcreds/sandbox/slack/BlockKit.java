package botcreds.sandbox.slack;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Refuses the blocks Slack refuses
 * (<a href="https://docs.slack.dev/reference/block-kit/blocks">docs.slack.dev/reference/block-kit</a>). Lengths are
 * counted in UTF-16 units, which is never more generous than Slack.
 */
final class BlockKit {

    static final int IN_MESSAGE = 50;
    static final int IN_VIEW = 100;
    /** Not written down by Slack: about where {@code msg_blocks_too_long} begins. */
    static final int ALL_TEXT = 13_200;

    private static final Map<String, Set<String>> FIELDS = Map.ofEntries(
            Map.entry("header", Set.of("text", "level")),
            Map.entry("section", Set.of("text", "fields", "accessory", "expand")),
            Map.entry("divider", Set.of()),
            Map.entry("context", Set.of("elements")),
            Map.entry("actions", Set.of("elements")),
            Map.entry("input", Set.of("label", "element", "hint", "optional", "dispatch_action")),
            Map.entry("image", Set.of("image_url", "slack_file", "alt_text", "title")),
            Map.entry("rich_text", Set.of("elements")),
            Map.entry("markdown", Set.of("text")),
            Map.entry("data_visualization", Set.of("title", "chart")),
            Map.entry("table", Set.of("rows", "column_settings")));

    private BlockKit() {}

    /** What is wrong with the blocks of a message; empty when Slack would take them. */
    static List<String> message(JsonNode blocks) {
        return check(blocks, "/blocks", IN_MESSAGE);
    }

    static List<String> check(JsonNode blocks, String pointer, int most) {
        Problems problems = new Problems();
        if (!blocks.isArray()) {
            problems.add(pointer, "must be an array");
            return problems.found();
        }
        if (blocks.size() > most) {
            problems.add(pointer, "no more than " + most + " items allowed");
        }
        Set<String> blockIds = new HashSet<>();
        int markdown = 0;
        for (int i = 0; i < blocks.size(); i++) {
            JsonNode block = blocks.get(i);
            String at = pointer + "/" + i;
            block(block, at, problems);
            String id = Json.text(block, "block_id");
            if (!id.isEmpty() && !blockIds.add(id)) {
                problems.add(at + "/block_id", "block_id already exists: " + id);
            }
            markdown += Json.text(block, "type").equals("markdown")
                    ? Json.text(block, "text").length()
                    : 0;
        }
        if (markdown > 12_000) {
            problems.add(pointer, "no more than 12000 characters of markdown allowed");
        }
        return problems.found();
    }

    /** The characters in all text of the blocks. */
    static int characters(JsonNode blocks) {
        return Json.texts(blocks).stream().mapToInt(String::length).sum();
    }

    private static void block(JsonNode block, String at, Problems problems) {
        String type = Json.text(block, "type");
        Set<String> own = FIELDS.get(type);
        if (own == null) {
            problems.add(at + "/type", "unsupported block type: " + type);
            return;
        }
        Set<String> known = new HashSet<>(own);
        known.addAll(Set.of("type", "block_id"));
        problems.onlyKnown(block, at, known);
        problems.string(block, "block_id", at, 255);
        switch (type) {
            case "header" -> Texts.plainRequired(block, "text", at, 150, problems);
            case "section" -> section(block, at, problems);
            case "context" -> context(block, at, problems);
            case "actions" -> actions(block, at, problems);
            case "input" -> input(block, at, problems);
            case "image" -> image(block, at, problems);
            case "rich_text" -> RichText.block(block, at, problems);
            case "markdown" -> problems.required(block, "text", at);
            case "table" -> problems.size(block.path("rows"), at + "/rows", 100);
            case "data_visualization" -> Charts.block(block, at, problems);
            default -> {} // a divider has nothing of its own
        }
    }

    private static void section(JsonNode block, String at, Problems problems) {
        if (!block.has("text") && !block.has("fields")) {
            problems.add(at, "missing required field: text or fields");
        }
        if (block.has("text")) {
            Texts.any(block.get("text"), at + "/text", Texts.LONGEST, problems);
        }
        if (block.has("fields")) {
            JsonNode fields = block.get("fields");
            problems.size(fields, at + "/fields", 10);
            for (int i = 0; i < fields.size(); i++) {
                Texts.any(fields.get(i), at + "/fields/" + i, 2000, problems);
            }
        }
        if (block.has("accessory") && !Json.text(block.get("accessory"), "type").equals("image")) {
            Elements.action(block.get("accessory"), at + "/accessory", problems);
        }
    }

    private static void context(JsonNode block, String at, Problems problems) {
        JsonNode elements = block.path("elements");
        problems.size(elements, at + "/elements", 10);
        for (int i = 0; i < elements.size(); i++) {
            if (!Json.text(elements.get(i), "type").equals("image")) {
                Texts.any(elements.get(i), at + "/elements/" + i, Texts.LONGEST, problems);
            }
        }
    }

    private static void actions(JsonNode block, String at, Problems problems) {
        JsonNode elements = block.path("elements");
        problems.size(elements, at + "/elements", 25);
        Set<String> actionIds = new HashSet<>();
        for (int i = 0; i < elements.size(); i++) {
            Elements.action(elements.get(i), at + "/elements/" + i, problems);
            String id = Json.text(elements.get(i), "action_id");
            if (!id.isEmpty() && !actionIds.add(id)) {
                problems.add(at + "/elements/" + i + "/action_id", "action_id already exists: " + id);
            }
        }
    }

    private static void input(JsonNode block, String at, Problems problems) {
        Texts.plainRequired(block, "label", at, 2000, problems);
        Texts.plainIfThere(block, "hint", at, 2000, problems);
        problems.required(block, "element", at);
        if (block.has("element")) {
            Elements.input(block.get("element"), at + "/element", problems);
        }
    }

    private static void image(JsonNode block, String at, Problems problems) {
        if (block.has("image_url") == block.has("slack_file")) {
            problems.add(at, "exactly one of image_url and slack_file is needed");
        }
        problems.required(block, "alt_text", at);
        problems.string(block, "alt_text", at, 2000);
        problems.string(block, "image_url", at, 3000);
        Texts.plainIfThere(block, "title", at, 2000, problems);
    }
}

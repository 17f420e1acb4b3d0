package botcreds.broker.slack;

import botcreds.broker.model.Visible;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/**
 * Blocks as Slack reads them, rendered by us: the SDK's classes lose what they do not know. Text of others fits only where
 * Slack parses nothing, or comes as {@link Mrkdwn}.
 */
final class BlockKit {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private BlockKit() {}

    static ArrayNode blocks(List<ObjectNode> blocks) {
        ArrayNode array = JSON.arrayNode();
        blocks.forEach(array::add);
        return array;
    }

    /** Text that Slack shows as it is; without {@code emoji: false} it would turn {@code :name:} into a picture. */
    static ObjectNode plain(String text) {
        return JSON.objectNode().put("type", "plain_text").put("text", text).put("emoji", false);
    }

    static ObjectNode mrkdwn(Mrkdwn text) {
        return JSON.objectNode()
                .put("type", "mrkdwn")
                .put("text", text.toString())
                .put("verbatim", true);
    }

    static ObjectNode header(String text) {
        ObjectNode block = JSON.objectNode().put("type", "header");
        block.set("text", plain(text));
        return block;
    }

    static ObjectNode section(ObjectNode text) {
        ObjectNode block = JSON.objectNode().put("type", "section");
        block.set("text", text);
        return block;
    }

    /** A section with a button at its side. */
    static ObjectNode section(ObjectNode text, String blockId, ObjectNode button) {
        ObjectNode block = section(text).put("block_id", blockId);
        block.set("accessory", button);
        return block;
    }

    static ObjectNode fields(List<ObjectNode> fields) {
        ObjectNode block = JSON.objectNode().put("type", "section");
        block.set("fields", blocks(fields));
        return block;
    }

    static ObjectNode context(ObjectNode text) {
        ObjectNode block = JSON.objectNode().put("type", "context");
        block.putArray("elements").add(text);
        return block;
    }

    /** A label, and under it text that is shown letter by letter, in a frame that it cannot leave. */
    static ObjectNode literal(String label, String text) {
        return done(label, Optional.empty(), Optional.of(text));
    }

    /** What happened, who did it, and more of it in such a frame; nothing of it is parsed. */
    static ObjectNode done(String what, Optional<String> by, Optional<String> more) {
        ObjectNode block = JSON.objectNode().put("type", "rich_text");
        ArrayNode elements = block.putArray("elements");
        ArrayNode line = elements.addObject().put("type", "rich_text_section").putArray("elements");
        text(line, by.isPresent() ? what + " by " : what);
        by.ifPresent(who -> {
            if (Mrkdwn.isPerson(who)) {
                line.addObject().put("type", "user").put("user_id", who);
            } else {
                text(line, Visible.line(who, 80));
            }
        });
        more.ifPresent(detail ->
                text(elements.addObject().put("type", "rich_text_preformatted").putArray("elements"), detail));
        return block;
    }

    private static void text(ArrayNode elements, String text) {
        elements.addObject().put("type", "text").put("text", text);
    }

    static ObjectNode actions(String blockId, List<ObjectNode> elements) {
        ObjectNode block = JSON.objectNode().put("type", "actions").put("block_id", blockId);
        block.set("elements", blocks(elements));
        return block;
    }

    static ObjectNode divider() {
        return JSON.objectNode().put("type", "divider");
    }

    /** A question in a dialog; its answer comes back under the id of the block, and of the element in it. */
    static ObjectNode input(String id, String label, ObjectNode element, boolean optional) {
        ObjectNode block =
                JSON.objectNode().put("type", "input").put("block_id", id).put("optional", optional);
        block.set("label", plain(label));
        block.set("element", element.put("action_id", id));
        return block;
    }

    /** One of the choices in a menu or a row of boxes. */
    static ObjectNode option(String value, String text) {
        ObjectNode option = JSON.objectNode();
        option.set("text", plain(text));
        return option.put("value", value);
    }

    static ObjectNode button(String actionId, String label, String value, String accessibilityLabel) {
        ObjectNode button = JSON.objectNode().put("type", "button").put("action_id", actionId);
        button.set("text", plain(label));
        return button.put("value", value).put("accessibility_label", accessibilityLabel);
    }

    /** Slack's own question before a click counts. */
    static ObjectNode confirm(String title, String text, String yes) {
        ObjectNode dialog = JSON.objectNode();
        dialog.set("title", plain(title));
        dialog.set("text", plain(text));
        dialog.set("confirm", plain(yes));
        dialog.set("deny", plain("Cancel"));
        return dialog;
    }

    static ObjectNode object() {
        return JSON.objectNode();
    }
}

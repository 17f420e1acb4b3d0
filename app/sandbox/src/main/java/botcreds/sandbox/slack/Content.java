package botcreds.sandbox.slack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/**
 * Text and blocks of a message that is to be shown.
 *
 * @param refused the whole answer when Slack would not take it
 */
record Content(String text, ArrayNode blocks, Optional<ObjectNode> refused) {

    /** Slack cuts the text of a new message here; refusing it shows the slip instead. */
    static final int LONGEST_POST = 40_000;
    /** The limit of {@code chat.update}. */
    static final int LONGEST_UPDATE = 4_000;

    static Content of(ObjectNode arguments, int longest) {
        String text = Json.text(arguments, "text");
        ArrayNode none = Json.array();
        JsonNode blocks = arguments.path("blocks");
        boolean hasBlocks = !blocks.isMissingNode() && !blocks.isNull();
        if (hasBlocks && !blocks.isArray()) {
            return new Content(text, none, Optional.of(Answers.error("invalid_blocks_format")));
        }
        if (text.isEmpty() && blocks.isEmpty()) {
            return new Content(text, none, Optional.of(Answers.error("no_text")));
        }
        if (text.length() > longest) {
            return new Content(text, none, Optional.of(Answers.error("msg_too_long")));
        }
        if (!hasBlocks) {
            return new Content(text, none, Optional.empty());
        }
        List<String> wrong = BlockKit.message(blocks);
        if (!wrong.isEmpty()) {
            return new Content(text, none, Optional.of(Answers.error("invalid_blocks", wrong)));
        }
        if (BlockKit.characters(blocks) > BlockKit.ALL_TEXT) {
            return new Content(text, none, Optional.of(Answers.error("msg_blocks_too_long")));
        }
        return new Content(text, Workspace.withIds((ArrayNode) blocks), Optional.empty());
    }
}

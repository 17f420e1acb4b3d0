package botcreds.broker.slack;

import botcreds.broker.access.CardRef;
import botcreds.broker.access.Target;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/** The dialog behind [Deny]: an optional reason, and in its metadata which card it is about. */
final class DenyModal {
    static final String CALLBACK_ID = "deny_request";
    static final String REASON_BLOCK = "reason";
    static final String REASON_ACTION = "text";

    private static final int LONGEST_REASON = 500;
    private static final ObjectMapper JSON = new ObjectMapper();

    private DenyModal() {}

    /** What a submission is about, as the metadata has it; no card where the dialog was opened on the Home tab. */
    record About(Stamp stamp, Optional<CardRef> card) {
        Target target() {
            return card.map(stamp::clickedOn).orElseGet(stamp::shown);
        }

        String metadata() {
            return BlockKit.object()
                    .put("stamp", stamp.toString())
                    .put("channel", card.map(CardRef::channel).orElse(""))
                    .put("ts", card.map(CardRef::timestamp).orElse(""))
                    .toString();
        }

        static Optional<About> parse(String metadata) {
            try {
                JsonNode json = JSON.readTree(metadata);
                CardRef card = new CardRef(
                        json.path("channel").asText(), json.path("ts").asText());
                boolean onCard = !card.channel().isEmpty() && !card.timestamp().isEmpty();
                return Stamp.parse(json.path("stamp").asText())
                        .map(stamp -> new About(stamp, onCard ? Optional.of(card) : Optional.empty()));
            } catch (JsonProcessingException notOurs) {
                return Optional.empty();
            }
        }
    }

    static ObjectNode view(About about) {
        ObjectNode element = BlockKit.object()
                .put("type", "plain_text_input")
                .put("action_id", REASON_ACTION)
                .put("multiline", true)
                .put("max_length", LONGEST_REASON);
        ObjectNode input = BlockKit.object()
                .put("type", "input")
                .put("block_id", REASON_BLOCK)
                .put("optional", true);
        input.set("label", BlockKit.plain("Reason"));
        input.set("hint", BlockKit.plain("The bot is told it, and it stands on the card and in the audit log."));
        input.set("element", element);
        ObjectNode view = modal("Deny Request", "Cancel", List.of(input));
        view.set("submit", BlockKit.plain("Deny Request"));
        return view.put("callback_id", CALLBACK_ID).put("private_metadata", about.metadata());
    }

    /** What replaces the dialog when the answer was no. */
    static ObjectNode refusal(String text) {
        return modal("Not denied", "Close", List.of(BlockKit.section(BlockKit.plain(Visible.lines(text, 2900)))));
    }

    private static ObjectNode modal(String title, String close, List<ObjectNode> blocks) {
        ObjectNode view = BlockKit.object().put("type", "modal");
        view.set("title", BlockKit.plain(title));
        view.set("close", BlockKit.plain(close));
        ArrayNode array = BlockKit.blocks(blocks);
        view.set("blocks", array);
        return view;
    }
}

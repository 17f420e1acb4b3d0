package botcreds.broker.slack;

import botcreds.broker.access.CardRef;
import botcreds.broker.access.Target;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** Which button on which card a dialog was opened from; it travels in the dialog's metadata. */
record About(Stamp stamp, CardRef card) {
    private static final ObjectMapper JSON = new ObjectMapper();

    ObjectNode metadata() {
        return BlockKit.object()
                .put("stamp", stamp.toString())
                .put("channel", card.channel())
                .put("ts", card.timestamp());
    }

    Target target() {
        return stamp.clickedOn(card);
    }

    static Optional<About> parse(String metadata) {
        JsonNode json = read(metadata);
        CardRef card =
                new CardRef(json.path("channel").asText(), json.path("ts").asText());
        return Stamp.parse(json.path("stamp").asText())
                .filter(stamp -> !card.channel().isEmpty() && !card.timestamp().isEmpty())
                .map(stamp -> new About(stamp, card));
    }

    /** Reads metadata; what is no JSON has nothing in it. */
    static JsonNode read(String metadata) {
        try {
            return JSON.readTree(metadata);
        } catch (JsonProcessingException notOurs) {
            return JSON.missingNode();
        }
    }
}

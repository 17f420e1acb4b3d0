package botcreds.broker.slack;

import botcreds.broker.requests.CardRef;
import botcreds.broker.requests.Target;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** What a dialog is about, as its metadata has it; no card where it was opened on the Home tab. */
record About(Stamp stamp, Optional<CardRef> card) {
    private static final ObjectMapper JSON = new ObjectMapper();

    ObjectNode metadata() {
        return BlockKit.object()
                .put("stamp", stamp.toString())
                .put("channel", card.map(CardRef::channel).orElse(""))
                .put("ts", card.map(CardRef::timestamp).orElse(""));
    }

    Target target() {
        return card.map(stamp::clickedOn).orElseGet(stamp::shown);
    }

    static Optional<About> parse(String metadata) {
        JsonNode json = read(metadata);
        CardRef card =
                new CardRef(json.path("channel").asText(), json.path("ts").asText());
        boolean onCard = !card.channel().isEmpty() && !card.timestamp().isEmpty();
        return Stamp.parse(json.path("stamp").asText())
                .map(stamp -> new About(stamp, onCard ? Optional.of(card) : Optional.empty()));
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

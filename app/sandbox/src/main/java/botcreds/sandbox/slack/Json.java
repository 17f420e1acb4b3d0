package botcreds.sandbox.slack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The one JSON mapper; it is thread-safe and costly to make. */
final class Json {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static ArrayNode array() {
        return MAPPER.createArrayNode();
    }

    /** Empty when the text is not JSON, or is no text at all. */
    static Optional<JsonNode> read(String text) {
        try {
            return Optional.ofNullable(MAPPER.readTree(text)).filter(node -> !node.isMissingNode());
        } catch (JsonProcessingException notJson) {
            return Optional.empty();
        }
    }

    /** Empty unless the text is one JSON object. */
    static Optional<ObjectNode> readObject(String text) {
        return read(text).filter(ObjectNode.class::isInstance).map(ObjectNode.class::cast);
    }

    /** The string at a field, or empty when it is absent, null or blank. */
    static String text(JsonNode node, String field) {
        JsonNode value = node.path(field);
        return value.isValueNode() && !value.isNull() ? value.asText() : "";
    }

    /** Every string in a field {@code text}, at any depth, in order. */
    static List<String> texts(JsonNode node) {
        List<String> texts = new ArrayList<>();
        collect(node, texts);
        return texts;
    }

    private static void collect(JsonNode node, List<String> into) {
        if (node.path("text").isTextual()) {
            into.add(node.path("text").asText());
        }
        node.forEach(child -> collect(child, into));
    }

    /** The array at a field as a copy of its own; empty when it is absent. */
    static ArrayNode list(JsonNode node, String field) {
        return node.get(field) instanceof ArrayNode array ? array.deepCopy() : array();
    }
}

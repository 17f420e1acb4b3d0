package botcreds.broker.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** JSON as RFC 8259 means it: one value, UTF-8, no key twice, nothing after it, nothing converted into something else. */
final class StrictJson {
    private static final int DEEPEST = 20;
    private static final int LONGEST_NUMBER = 32;

    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .maxNumberLength(LONGEST_NUMBER)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private StrictJson() {}

    /** Reads an object; what Jackson says of a bad one is not passed on, because it quotes classes and input. */
    static Parsed<ObjectNode> readObject(byte[] body) {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            return bad("The body is not valid UTF-8.");
        }
        if (text.startsWith("\uFEFF")) {
            return bad("The body begins with a byte order mark.");
        }
        try {
            JsonNode node = MAPPER.readTree(text);
            return node instanceof ObjectNode object ? Parsed.value(object) : bad("The body is not a JSON object.");
        } catch (JsonProcessingException malformed) {
            return bad("The body is not strict JSON of at most " + DEEPEST + " levels without repeated keys.");
        }
    }

    /** Reads back a line that we have written ourselves. */
    static JsonNode readOwn(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException corrupt) {
            throw new UncheckedIOException("a stored line of JSON cannot be read", corrupt);
        }
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }

    static String text(JsonNode node) {
        try {
            return MAPPER.writeValueAsString(node);
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException("a tree of JSON nodes can always be written", impossible);
        }
    }

    private static <T> Parsed<T> bad(String detail) {
        return Parsed.bad(Problem.of(
                400,
                "malformed_json",
                detail,
                "Send one JSON object in UTF-8, without a byte order mark or anything after it."));
    }
}

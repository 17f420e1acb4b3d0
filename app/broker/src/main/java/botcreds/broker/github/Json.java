package botcreds.broker.github;

import botcreds.broker.model.Secret;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Pattern;

/** GitHub's answers as trees. What is repeated, cut short or followed by more is no answer. */
final class Json {
    /** Anything that can stand in a header. GitHub gives tokens no length and no form to rely on. */
    private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]+");

    private static final JsonMapper STRICT = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    static Optional<JsonNode> read(byte[] body) {
        try {
            return Optional.ofNullable(STRICT.readTree(body)).filter(tree -> !tree.isMissingNode());
        } catch (IOException broken) {
            // The text of the exception quotes the body, which can hold a token; it ends here.
            return Optional.empty();
        }
    }

    /** Finds the token in an answer that is otherwise unreadable, so that it can at least be revoked. */
    static Optional<Secret> token(byte[] body) {
        try (JsonParser parser = STRICT.getFactory().createParser(body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean found = parser.currentName().equals("token");
                JsonToken value = parser.nextToken();
                if (found) {
                    return value == JsonToken.VALUE_STRING ? token(parser.getText()) : Optional.empty();
                }
                parser.skipChildren();
            }
            return Optional.empty();
        } catch (IOException broken) {
            return Optional.empty();
        }
    }

    static Optional<Secret> token(String text) {
        return TOKEN.matcher(text).matches() ? Optional.of(Secret.of(text)) : Optional.empty();
    }
}

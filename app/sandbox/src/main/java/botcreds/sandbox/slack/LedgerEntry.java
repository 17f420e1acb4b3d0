package botcreds.sandbox.slack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/**
 * One call that came in, or one request that went to the broker.
 *
 * @param name the Web API method, {@code response_url}, or the type of the payload that was sent
 * @param body the arguments, without the token
 * @param status the HTTP status of the answer; 0 when there was none
 * @param answer the answer's body
 */
public record LedgerEntry(
        long number, Instant at, Direction direction, String name, JsonNode body, int status, String answer) {

    /** Seen from the sandbox. */
    public enum Direction {
        RECEIVED,
        SENT
    }

    ObjectNode toJson() {
        ObjectNode json = Json.object()
                .put("number", number)
                .put("at", at.toString())
                .put("direction", direction.name().toLowerCase(java.util.Locale.ROOT))
                .put("name", name)
                .put("status", status);
        json.set("body", body);
        json.set("answer", Json.read(answer).orElseGet(() -> json.textNode(answer)));
        return json;
    }
}

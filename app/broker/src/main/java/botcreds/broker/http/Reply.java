package botcreds.broker.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An answer before it is sent.
 *
 * @param contentType empty for an answer without a body
 */
record Reply(int status, String contentType, Map<String, String> headers, String body) {
    Reply {
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }

    static Reply json(int status, JsonNode body) {
        return new Reply(status, "application/json", Map.of(), StrictJson.text(body));
    }

    static Reply text(int status, String contentType, String body) {
        return new Reply(status, contentType, Map.of(), body);
    }

    static Reply empty(int status) {
        return new Reply(status, "", Map.of(), "");
    }

    Reply with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Reply(status, contentType, more, body);
    }
}

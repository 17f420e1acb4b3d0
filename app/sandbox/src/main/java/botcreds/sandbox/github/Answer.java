package botcreds.sandbox.github;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one call is answered with, before it becomes bytes.
 *
 * @param body null sends no body
 * @param noted what the ledger should keep of it
 */
record Answer(
        int status, Map<String, String> headers, @Nullable JsonNode body, Noted noted) {

    /** What an endpoint found out about a call and its answer. Everything may be absent. */
    record Noted(
            LedgerEntry.Kind kind,
            @Nullable Long installation,
            @Nullable IssuedToken token,
            @Nullable JsonNode claims) {
        static final Noted NOTHING = new Noted(LedgerEntry.Kind.CALL, null, null, null);
    }

    static Answer of(int status, JsonNode body) {
        return new Answer(status, Map.of(), body, Noted.NOTHING);
    }

    static Answer ok(JsonNode body) {
        return of(200, body);
    }

    static Answer empty(int status) {
        return new Answer(status, Map.of(), null, Noted.NOTHING);
    }

    Answer withHeader(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Answer(status, more, body, noted);
    }

    Answer withHeaders(Map<String, String> added) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.putAll(added);
        return new Answer(status, more, body, noted);
    }

    Answer withNoted(Noted what) {
        return new Answer(status, headers, body, what);
    }

    Answer withBody(JsonNode other) {
        return new Answer(status, headers, other, noted);
    }
}

package botcreds.sandbox.github;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads faults that come from outside as JSON; everything has the defaults of {@link Fault}'s makers. */
final class FaultJson {
    private static final Set<String> MEMBERS =
            Set.of("method", "path", "times", "delay_ms", "status", "headers", "body", "drop", "truncate_at", "merge");

    private FaultJson() {}

    /** Reads one fault; throws IllegalArgumentException, with a message for the sender, when it says nothing known. */
    static Fault read(JsonNode json) {
        Set<String> unknown = new TreeSet<>();
        json.fieldNames().forEachRemaining(unknown::add);
        unknown.removeAll(MEMBERS);
        if (!json.isObject() || !unknown.isEmpty()) {
            throw new IllegalArgumentException(
                    "a fault is an object with members of " + new TreeSet<>(MEMBERS) + ", not " + unknown);
        }
        int times = json.path("times").asInt(1);
        return new Fault(
                json.has("method") ? json.get("method").textValue() : "POST",
                Pattern.compile(json.path("path").asText(Fault.MINT)),
                times < 0 ? Fault.ALWAYS : times,
                Duration.ofMillis(json.path("delay_ms").asLong(0)),
                json.has("status") ? reply(json) : null,
                Fault.Drop.valueOf(json.path("drop").asText("never").toUpperCase(Locale.ROOT)),
                json.path("truncate_at").asInt(-1),
                merge(json.path("merge")));
    }

    private static Fault.Reply reply(JsonNode json) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> header : json.path("headers").properties()) {
            headers.put(header.getKey(), header.getValue().asText());
        }
        JsonNode body = json.path("body");
        return new Fault.Reply(
                json.path("status").asInt(), headers, body.isTextual() ? body.asText() : body.toString());
    }

    private static @Nullable JsonNode merge(JsonNode patch) {
        return patch.isObject() ? patch : null;
    }
}

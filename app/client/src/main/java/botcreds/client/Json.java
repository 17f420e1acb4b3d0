package botcreds.client;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A JSON object as it came; whatever is missing or of another type is an {@link UnexpectedAnswer}, never null. */
final class Json {
    private final JsonObject object;

    private Json(JsonObject object) {
        this.object = object;
    }

    static Json object(String text) {
        try {
            JsonElement parsed = JsonParser.parseString(text);
            if (parsed.isJsonObject()) {
                return new Json(parsed.getAsJsonObject());
            }
        } catch (JsonParseException malformed) {
            // Its message may quote the text, and the text may hold a token.
            throw new UnexpectedAnswer("it is not JSON", null);
        }
        throw new UnexpectedAnswer("it is not a JSON object", null);
    }

    /** The whole object, for callers who have words of their own for it. */
    JsonObject raw() {
        return object;
    }

    String text(String name) {
        return optionalText(name).orElseThrow(() -> missing(name));
    }

    Optional<String> optionalText(String name) {
        JsonElement element = object.get(name);
        return isText(element) ? Optional.of(element.getAsString()) : Optional.empty();
    }

    boolean flag(String name) {
        JsonElement element = object.get(name);
        if (element == null
                || !element.isJsonPrimitive()
                || !element.getAsJsonPrimitive().isBoolean()) {
            throw missing(name);
        }
        return element.getAsBoolean();
    }

    long number(String name) {
        JsonElement element = object.get(name);
        if (element == null
                || !element.isJsonPrimitive()
                || !element.getAsJsonPrimitive().isNumber()) {
            throw missing(name);
        }
        return element.getAsLong();
    }

    Instant instant(String name) {
        try {
            return Instant.parse(text(name));
        } catch (DateTimeException malformed) {
            throw missing(name);
        }
    }

    Optional<Instant> optionalInstant(String name) {
        return object.has(name) ? Optional.of(instant(name)) : Optional.empty();
    }

    List<String> texts(String name) {
        JsonElement element = object.get(name);
        if (element == null || !element.isJsonArray()) {
            throw missing(name);
        }
        JsonArray array = element.getAsJsonArray();
        List<String> texts = new ArrayList<>();
        for (JsonElement each : array) {
            if (!isText(each)) {
                throw missing(name);
            }
            texts.add(each.getAsString());
        }
        return texts;
    }

    Json inner(String name) {
        JsonElement element = object.get(name);
        if (element == null || !element.isJsonObject()) {
            throw missing(name);
        }
        return new Json(element.getAsJsonObject());
    }

    /** The objects of a list; none when there is no such list. */
    List<Json> list(String name) {
        JsonElement element = object.get(name);
        List<Json> inner = new ArrayList<>();
        if (element != null && element.isJsonArray()) {
            for (JsonElement each : element.getAsJsonArray()) {
                if (each.isJsonObject()) {
                    inner.add(new Json(each.getAsJsonObject()));
                }
            }
        }
        return inner;
    }

    /** An object whose values are all texts; empty when there is none of that name. */
    Map<String, String> textsByName(String name) {
        Map<String, String> texts = new LinkedHashMap<>();
        if (object.has(name)) {
            Json inner = inner(name);
            inner.object.keySet().forEach(key -> texts.put(key, inner.text(key)));
        }
        return texts;
    }

    private static boolean isText(@Nullable JsonElement element) {
        return element != null
                && element.isJsonPrimitive()
                && element.getAsJsonPrimitive().isString();
    }

    private static UnexpectedAnswer missing(String name) {
        return new UnexpectedAnswer("its field '" + name + "' is missing or of the wrong kind", null);
    }
}

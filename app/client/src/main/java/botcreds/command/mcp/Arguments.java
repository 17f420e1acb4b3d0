package botcreds.command.mcp;

import botcreds.command.config.CommandFailure;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a model wrote into a call. */
final class Arguments {
    private Arguments() {}

    static Optional<String> text(JsonObject object, String name) {
        JsonElement element = object.get(name);
        return element != null
                        && element.isJsonPrimitive()
                        && element.getAsJsonPrimitive().isString()
                ? Optional.of(element.getAsString())
                : Optional.empty();
    }

    static String required(JsonObject object, String name) {
        return text(object, name)
                .filter(value -> !value.isBlank())
                .orElseThrow(
                        () -> CommandFailure.usage("The argument '" + name + "' is missing.", "Give it as a text."));
    }

    /** A list of texts; models also write one text with commas. */
    static String words(JsonObject object, String name) {
        if (object.get(name) instanceof JsonArray list) {
            List<String> words = new ArrayList<>();
            for (JsonElement each : list) {
                if (!each.isJsonPrimitive()) {
                    throw CommandFailure.usage("'" + name + "' must be a list of texts.", "Write contents:read.");
                }
                words.add(each.getAsString());
            }
            return String.join(",", words);
        }
        return required(object, name);
    }
}

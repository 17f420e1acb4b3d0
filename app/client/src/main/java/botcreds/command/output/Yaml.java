package botcreds.command.output;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;

/** JSON as block YAML. Every text is in double quotes, so none of them can be read as a number, a boolean or a date. */
final class Yaml {
    private Yaml() {}

    static String of(JsonElement document) {
        StringBuilder text = new StringBuilder();
        if (isBlock(document)) {
            block(document, 0, text);
        } else {
            text.append(scalar(document)).append('\n');
        }
        return Cells.escaped(text.toString());
    }

    private static void block(JsonElement element, int depth, StringBuilder text) {
        if (element instanceof JsonObject object) {
            object.entrySet().forEach(entry -> {
                text.append("  ".repeat(depth)).append(entry.getKey()).append(':');
                value(entry.getValue(), depth + 1, text);
            });
        } else {
            element.getAsJsonArray().forEach(each -> {
                text.append("  ".repeat(depth)).append('-');
                value(each, depth + 1, text);
            });
        }
    }

    private static void value(JsonElement value, int depth, StringBuilder text) {
        if (isBlock(value)) {
            text.append('\n');
            block(value, depth, text);
        } else {
            text.append(' ').append(scalar(value)).append('\n');
        }
    }

    private static boolean isBlock(JsonElement element) {
        return (element instanceof JsonObject object && !object.isEmpty())
                || (element instanceof JsonArray array && !array.isEmpty());
    }

    /** JSON's scalars, and its empty containers, are YAML's. */
    private static String scalar(JsonElement element) {
        return element instanceof JsonPrimitive primitive && primitive.isString()
                ? new JsonPrimitive(primitive.getAsString()).toString()
                : element.toString();
    }
}

package botcreds.command;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.regex.Pattern;

/** Writes JSON as YAML 1.2 in blocks. Every text that could be read as something else is in quotes. */
final class Yaml {
    /** Words, names, times and paths; none of them is a number, a truth or null in any YAML. */
    private static final Pattern PLAIN = Pattern.compile("(?!(?i:true|false|yes|no|on|off|null|y|n)$)[A-Za-z][A-Za-z0-9_./-]*");

    private Yaml() {}

    static String of(JsonElement value) {
        StringBuilder text = new StringBuilder();
        if (isBlock(value)) {
            block(value, "", text);
        } else {
            text.append(scalar(value)).append('\n');
        }
        return text.toString();
    }

    private static void block(JsonElement value, String indent, StringBuilder text) {
        if (value.isJsonObject()) {
            value.getAsJsonObject().entrySet().forEach(entry -> {
                text.append(indent).append(quoted(entry.getKey())).append(':');
                inner(entry.getValue(), indent, text);
            });
        } else {
            for (JsonElement each : value.getAsJsonArray()) {
                StringBuilder item = new StringBuilder();
                if (isBlock(each)) {
                    block(each, indent + "  ", item);
                    text.append(indent).append("- ").append(item.substring(indent.length() + 2));
                } else {
                    text.append(indent).append("- ").append(scalar(each)).append('\n');
                }
            }
        }
    }

    private static void inner(JsonElement value, String indent, StringBuilder text) {
        if (isBlock(value)) {
            text.append('\n');
            block(value, indent + "  ", text);
        } else {
            text.append(' ').append(scalar(value)).append('\n');
        }
    }

    private static boolean isBlock(JsonElement value) {
        return (value instanceof JsonObject object && !object.isEmpty())
                || (value instanceof JsonArray array && !array.isEmpty());
    }

    private static String scalar(JsonElement value) {
        boolean isText = value.isJsonPrimitive() && value.getAsJsonPrimitive().isString();
        return isText ? quoted(value.getAsString()) : value.toString();
    }

    private static String quoted(String text) {
        return PLAIN.matcher(text).matches() ? text : new com.google.gson.JsonPrimitive(text).toString();
    }
}

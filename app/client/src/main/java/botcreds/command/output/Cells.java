package botcreds.command.output;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A field of a row as text on one line. */
final class Cells {
    private Cells() {}

    static String text(JsonObject row, String field) {
        return plain(joined(row.get(field)));
    }

    /**
     * Finished JSON or YAML with what gson leaves as it is and a terminal would obey, or YAML forbids, escaped: the second
     * block of control characters, and all marks of {@link #plain}. They can only stand inside of strings.
     */
    static String escaped(String document) {
        StringBuilder escaped = new StringBuilder();
        document.chars().forEach(unit -> {
            if (unit != '\n' && isHidden(unit)) {
                escaped.append(String.format("\\u%04x", unit));
            } else {
                escaped.append((char) unit);
            }
        });
        return escaped.toString();
    }

    private static String joined(@Nullable JsonElement element) {
        if (element == null || element.isJsonNull()) {
            return "";
        }
        if (element instanceof JsonArray array) {
            List<String> texts = new ArrayList<>();
            array.forEach(each -> texts.add(joined(each)));
            return String.join(", ", texts);
        }
        return element.isJsonPrimitive() ? element.getAsString() : element.toString();
    }

    /** What a bot wrote may hold escapes that move the cursor, and marks that turn the direction of reading. */
    private static String plain(String text) {
        StringBuilder plain = new StringBuilder();
        text.codePoints().forEach(point -> {
            plain.appendCodePoint(isHidden(point) ? ' ' : point);
        });
        return plain.toString();
    }

    private static boolean isHidden(int point) {
        int type = Character.getType(point);
        return type == Character.CONTROL
                || type == Character.FORMAT
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR;
    }
}

package botcreds.command.human;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads the broker's JSON for showing: what is missing is empty, because a newer broker may say more and an older less. */
final class Documents {
    private Documents() {}

    static String text(JsonObject from, String name) {
        JsonElement value = from.get(name);
        return value == null || !value.isJsonPrimitive() ? "" : value.getAsString();
    }

    static boolean flag(JsonObject from, String name) {
        return text(from, name).equals("true");
    }

    static JsonObject object(JsonObject from, String name) {
        return from.get(name) instanceof JsonObject inner ? inner : new JsonObject();
    }

    static List<JsonObject> objects(JsonObject from, String name) {
        List<JsonObject> found = new ArrayList<>();
        if (from.get(name) instanceof JsonArray array) {
            for (JsonElement each : array) {
                if (each instanceof JsonObject object) {
                    found.add(object);
                }
            }
        }
        return found;
    }

    static List<String> texts(JsonObject from, String name) {
        List<String> found = new ArrayList<>();
        if (from.get(name) instanceof JsonArray array) {
            array.forEach(each -> found.add(each.isJsonPrimitive() ? each.getAsString() : each.toString()));
        }
        return found;
    }

    /** Returns a list as JSON, from what was typed with commas. */
    static JsonArray listed(String typed) {
        JsonArray array = new JsonArray();
        for (String each : typed.split(",", -1)) {
            array.add(each.strip());
        }
        return array;
    }

    /** Writes a value so that it can stand in a path or a query. */
    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}

package botcreds.broker.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The fields of a JSON object by type, with what is wrong about them. No value is ever converted from another type. */
final class Fields {
    /** As many as could be meant seriously; each problem is answered with a line, and a body has room for thousands. */
    private static final int MOST_ELEMENTS = 500;

    private static final int MOST_UNKNOWN = 10;

    private final ObjectNode object;
    private final List<FieldProblem> problems = new ArrayList<>();

    Fields(ObjectNode object, Set<String> known) {
        this.object = object;
        object.properties().stream()
                .map(Map.Entry::getKey)
                .filter(name -> !known.contains(name))
                .limit(MOST_UNKNOWN)
                .forEach(name -> problem(
                        shortened(name),
                        "There is no such field.",
                        "Known are: " + String.join(", ", new TreeSet<>(known)) + "."));
    }

    boolean has(String name) {
        return object.has(name);
    }

    JsonNode node(String name) {
        return object.path(name);
    }

    boolean isObject(String name) {
        return object.path(name).isObject();
    }

    /** Returns the text; whatever else is there is a problem. */
    Optional<String> text(String name) {
        JsonNode node = object.path(name);
        if (isText(node)) {
            return Optional.of(node.textValue());
        }
        problem(name, has(name) ? "It is not a text, or has a NUL in it." : "It is missing.", "Send a JSON string.");
        return Optional.empty();
    }

    /** Returns the flag, false when it is not there; whatever else is there is a problem. */
    boolean flag(String name) {
        JsonNode node = object.path(name);
        if (has(name) && !node.isBoolean()) {
            problem(name, "It is neither true nor false.", "Send true or false without quotes.");
        }
        return node.isBoolean() && node.booleanValue();
    }

    /** Returns the elements of a list of texts; whatever else is there is a problem. */
    Optional<List<String>> texts(String name) {
        JsonNode node = object.path(name);
        if (!node.isArray()) {
            problem(name, has(name) ? "It is not a list." : "It is missing.", "Send a JSON array of strings.");
            return Optional.empty();
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode element : node) {
            if (!isText(element) || texts.size() == MOST_ELEMENTS) {
                problem(
                        name + "[" + texts.size() + "]",
                        "It is not a text, or one too many.",
                        "Send a JSON array of at most " + MOST_ELEMENTS + " strings.");
                return Optional.empty();
            }
            texts.add(element.textValue());
        }
        return Optional.of(texts);
    }

    /** Returns an object's texts by their names; whatever else is there is a problem. */
    Optional<Map<String, String>> textMap(String name) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> field : object.path(name).properties()) {
            if (!isText(field.getValue()) || texts.size() == MOST_ELEMENTS) {
                problem(
                        name + "." + shortened(field.getKey()),
                        "Its value is not a text, or one too many.",
                        "Send a JSON string for each name.");
                return Optional.empty();
            }
            texts.put(field.getKey(), field.getValue().textValue());
        }
        return Optional.of(texts);
    }

    void problem(String field, String detail, String hint) {
        problems.add(new FieldProblem(field, detail, hint));
    }

    /** The list itself: readers of single fields add to it. */
    List<FieldProblem> problems() {
        return problems;
    }

    private static boolean isText(JsonNode node) {
        return node.isTextual() && node.textValue().indexOf('\0') < 0;
    }

    private static String shortened(String name) {
        return name.length() <= 64 ? name : name.substring(0, 64) + "…";
    }
}

package botcreds.sandbox.slack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds elements in blocks, and turns what a person chose into the form in which Slack says so. */
final class Form {

    private Form() {}

    /** The element with this action id, and the id of its block; of several the one that also has the value, or else the first. */
    static Optional<Found> find(JsonNode blocks, String actionId, String value) {
        List<Found> found = new ArrayList<>();
        for (JsonNode block : blocks) {
            for (JsonNode element : block.path("elements")) {
                found.add(new Found(Json.text(block, "block_id"), element));
            }
            for (String field : new String[] {"accessory", "element"}) {
                found.add(new Found(Json.text(block, "block_id"), block.path(field)));
            }
        }
        found.removeIf(each -> !Json.text(each.element(), "action_id").equals(actionId));
        return found.stream()
                .filter(each -> Json.text(each.element(), "value").equals(value))
                .findFirst()
                .or(() -> found.stream().findFirst());
    }

    /** One entry of {@code actions}. */
    static ObjectNode action(Found found, String chosen) {
        ObjectNode action = Json.object()
                .put("type", Json.text(found.element(), "type"))
                .put("action_id", Json.text(found.element(), "action_id"))
                .put("block_id", found.blockId());
        if (Json.text(found.element(), "type").equals("button")) {
            for (String field : new String[] {"text", "value", "style"}) {
                if (found.element().has(field)) {
                    action.set(field, found.element().get(field));
                }
            }
            return action;
        }
        action.setAll(state(found.element(), chosen));
        return action;
    }

    /** {@code view.state.values}: every input, with what was typed or chosen, else with its initial value. */
    static ObjectNode values(JsonNode blocks, Map<String, String> byActionId) {
        ObjectNode values = Json.object();
        for (JsonNode block : blocks) {
            JsonNode element = block.path("element");
            if (Json.text(block, "type").equals("input")) {
                String actionId = Json.text(element, "action_id");
                String typed = byActionId.getOrDefault(actionId, initial(element));
                values.putObject(Json.text(block, "block_id")).set(actionId, state(element, typed));
            }
        }
        return values;
    }

    /** Inputs that may not stay empty and are, with Slack's words for each. */
    static ObjectNode missing(JsonNode blocks, ObjectNode values) {
        ObjectNode errors = Json.object();
        for (JsonNode block : blocks) {
            String id = Json.text(block, "block_id");
            if (Json.text(block, "type").equals("input")
                    && !block.path("optional").asBoolean()) {
                JsonNode state = values.path(id).path(Json.text(block.path("element"), "action_id"));
                boolean empty = Json.text(state, "value").isEmpty()
                        && Json.text(state, "selected_date").isEmpty()
                        && state.path("selected_option").isMissingNode()
                        && state.path("selected_options").isEmpty();
                if (empty) {
                    errors.put(id, "Please complete this required field.");
                }
            }
        }
        return errors;
    }

    private static String initial(JsonNode element) {
        if (element.has("initial_options")) {
            return String.join(",", element.path("initial_options").findValuesAsText("value"));
        }
        String option = Json.text(element.path("initial_option"), "value");
        return option.isEmpty() ? Json.text(element, "initial_value") + Json.text(element, "initial_date") : option;
    }

    private static ObjectNode state(JsonNode element, String chosen) {
        String type = Json.text(element, "type");
        ObjectNode state = Json.object().put("type", type);
        if (type.equals("plain_text_input")) {
            return chosen.isEmpty() ? state.putNull("value") : state.put("value", chosen);
        }
        if (type.equals("datepicker")) {
            return chosen.isEmpty() ? state.putNull("selected_date") : state.put("selected_date", chosen);
        }
        if (type.equals("checkboxes")) {
            var selected = state.putArray("selected_options");
            for (String value : chosen.split(",", -1)) {
                option(element, value).ifPresent(selected::add);
            }
            return state;
        }
        option(element, chosen).ifPresent(option -> state.set("selected_option", option));
        return state;
    }

    private static Optional<JsonNode> option(JsonNode element, String value) {
        for (JsonNode option : element.path("options")) {
            if (Json.text(option, "value").equals(value)) {
                return Optional.of(option);
            }
        }
        return Optional.empty();
    }

    /** An element and where it stands. */
    record Found(String blockId, JsonNode element) {}
}

package botcreds.sandbox.slack;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Set;

/** The rules for buttons, menus and inputs. */
final class Elements {

    private static final Set<String> INTERACTIVE = Set.of(
            "button", "overflow", "static_select", "checkboxes", "radio_buttons", "datepicker", "plain_text_input");
    private static final Set<String> IN_INPUT =
            Set.of("static_select", "checkboxes", "radio_buttons", "datepicker", "plain_text_input");

    private Elements() {}

    static boolean isInteractive(JsonNode element) {
        return INTERACTIVE.contains(Json.text(element, "type"));
    }

    /** Elements of an actions block or a section's accessory. */
    static void action(JsonNode element, String pointer, Problems problems) {
        String type = Json.text(element, "type");
        if (!isInteractive(element) || type.equals("plain_text_input")) {
            problems.add(pointer + "/type", "unsupported element here: " + type);
            return;
        }
        common(element, pointer, problems);
        if (type.equals("button")) {
            button(element, pointer, problems);
        } else if (type.equals("overflow")) {
            known(element, pointer, Set.of("options"), problems);
            Texts.options(element, pointer, 5, problems);
        } else if (type.equals("datepicker")) {
            date(element, pointer, problems);
        } else {
            choice(element, type, pointer, problems);
        }
    }

    /** The one element of an input block. */
    static void input(JsonNode element, String pointer, Problems problems) {
        String type = Json.text(element, "type");
        if (!IN_INPUT.contains(type)) {
            problems.add(pointer + "/type", "unsupported element here: " + type);
            return;
        }
        common(element, pointer, problems);
        if (type.equals("datepicker")) {
            date(element, pointer, problems);
            return;
        }
        if (!type.equals("plain_text_input")) {
            choice(element, type, pointer, problems);
            return;
        }
        known(
                element,
                pointer,
                Set.of(
                        "placeholder",
                        "initial_value",
                        "multiline",
                        "min_length",
                        "max_length",
                        "dispatch_action_config",
                        "focus_on_load"),
                problems);
        Texts.plainIfThere(element, "placeholder", pointer, 150, problems);
        int most = element.path("max_length").asInt(3000);
        if (most < 1 || most > 3000) {
            problems.add(pointer + "/max_length", "must be between 1 and 3000");
        }
        problems.string(element, "initial_value", pointer, most);
    }

    private static void button(JsonNode button, String pointer, Problems problems) {
        known(button, pointer, Set.of("text", "url", "value", "style", "accessibility_label"), problems);
        Texts.plainRequired(button, "text", pointer, 75, problems);
        problems.string(button, "value", pointer, 2000);
        problems.string(button, "url", pointer, 3000);
        problems.string(button, "accessibility_label", pointer, 75);
        Texts.style(button, pointer, problems);
    }

    private static void date(JsonNode element, String pointer, Problems problems) {
        known(element, pointer, Set.of("placeholder", "initial_date", "focus_on_load"), problems);
        Texts.plainIfThere(element, "placeholder", pointer, 150, problems);
        String initial = Json.text(element, "initial_date");
        if (element.has("initial_date") && !initial.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}")) {
            problems.add(pointer + "/initial_date", "must be YYYY-MM-DD");
        }
    }

    private static void choice(JsonNode element, String type, String pointer, Problems problems) {
        known(
                element,
                pointer,
                Set.of("options", "placeholder", "initial_option", "initial_options", "focus_on_load"),
                problems);
        Texts.plainIfThere(element, "placeholder", pointer, 150, problems);
        Texts.options(element, pointer, type.equals("static_select") ? 100 : 10, problems);
    }

    private static void common(JsonNode element, String pointer, Problems problems) {
        problems.string(element, "action_id", pointer, 255);
        Texts.confirm(element, pointer, problems);
    }

    private static void known(JsonNode element, String pointer, Set<String> own, Problems problems) {
        Set<String> all = new HashSet<>(own);
        all.addAll(Set.of("type", "action_id", "confirm"));
        problems.onlyKnown(element, pointer, all);
    }
}

package botcreds.sandbox.slack;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The rules for modals and Home tabs (<a href="https://docs.slack.dev/reference/views">docs.slack.dev</a>). */
final class ViewRules {

    private static final int LARGEST = 250_000;
    private static final Set<String> HOME = Set.of("type", "blocks", "private_metadata", "callback_id", "external_id");
    private static final Set<String> MODAL = Set.of(
            "type",
            "blocks",
            "private_metadata",
            "callback_id",
            "external_id",
            "title",
            "submit",
            "close",
            "clear_on_close",
            "notify_on_close",
            "submit_disabled");

    private ViewRules() {}

    static boolean tooLarge(JsonNode view) {
        return view.toString().length() > LARGEST;
    }

    /** Checks a view of type {@code modal} or {@code home}, whichever the called method takes. */
    static List<String> check(JsonNode view, String type) {
        Problems problems = new Problems();
        if (!Json.text(view, "type").equals(type)) {
            problems.add("/view/type", "must be " + type);
            return problems.found();
        }
        problems.onlyKnown(view, "/view", type.equals("modal") ? MODAL : HOME);
        problems.string(view, "callback_id", "/view", 255);
        problems.string(view, "external_id", "/view", 255);
        if (Json.text(view, "private_metadata").length() > 3000) {
            problems.add("/view/private_metadata", "must be less than 3001 characters");
        }
        if (type.equals("modal")) {
            modal(view, problems);
        }
        problems.required(view, "blocks", "/view");
        List<String> all = new ArrayList<>(problems.found());
        all.addAll(BlockKit.check(view.path("blocks"), "/view/blocks", BlockKit.IN_VIEW));
        return all;
    }

    private static void modal(JsonNode view, Problems problems) {
        Texts.plainRequired(view, "title", "/view", 24, problems);
        Texts.plainIfThere(view, "submit", "/view", 24, problems);
        Texts.plainIfThere(view, "close", "/view", 24, problems);
        for (JsonNode block : view.path("blocks")) {
            if (Json.text(block, "type").equals("input") && !view.has("submit")) {
                problems.add("/view", "missing required field: submit, which a view with an input needs");
                return;
            }
        }
    }
}

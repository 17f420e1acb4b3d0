package botcreds.sandbox.slack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/**
 * What the answer to a {@code view_submission} does to the stack
 * (<a href="https://docs.slack.dev/surfaces/modals">docs.slack.dev/surfaces/modals</a>).
 */
final class SubmissionAnswer {

    private static final String TROUBLE = "We had some trouble connecting. Try again?";

    private SubmissionAnswer() {}

    /** Says why the answer was no use, when it was none; the view then stays. */
    static Optional<String> apply(Views views, View view, String body) {
        if (body.isBlank()) {
            views.close(view, false);
            return Optional.empty();
        }
        Optional<ObjectNode> answer = Json.readObject(body);
        if (answer.isEmpty()) {
            return Optional.of(TROUBLE + " (the answer is not JSON)");
        }
        JsonNode next = answer.get().path("view");
        switch (Json.text(answer.get(), "response_action")) {
            case "" -> views.close(view, false);
            case "clear" -> views.close(view, true);
            case "errors" -> {
                return unknownBlock(view, answer.get().path("errors"));
            }
            case "update", "push" -> {
                List<String> wrong = ViewRules.check(next, "modal");
                if (!wrong.isEmpty()) {
                    return Optional.of(TROUBLE + " " + wrong);
                }
                ObjectNode content = Workspace.withIds((ObjectNode) next);
                if (Json.text(answer.get(), "response_action").equals("update")) {
                    views.update(view, content);
                } else if (views.push(view.userId(), content).isEmpty()) {
                    return Optional.of(TROUBLE + " (push_limit_reached)");
                }
            }
            default -> {
                return Optional.of(TROUBLE + " (unknown response_action)");
            }
        }
        return Optional.empty();
    }

    /** An error must hang on an input of the view, else nobody would see it. */
    private static Optional<String> unknownBlock(View view, JsonNode errors) {
        List<String> known = view.content().path("blocks").findValuesAsText("block_id");
        for (String id : (Iterable<String>) errors::fieldNames) {
            if (!known.contains(id)) {
                return Optional.of(TROUBLE + " (no block " + id + " for the error)");
            }
        }
        return errors.isEmpty() ? Optional.of(TROUBLE + " (no errors given)") : Optional.empty();
    }
}

package botcreds.sandbox.slack;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code views.*}. */
final class ViewMethods {

    private final Workspace workspace;

    ViewMethods(Workspace workspace) {
        this.workspace = workspace;
    }

    Map<String, ApiMethod> methods() {
        return Map.of(
                "views.open",
                arguments -> show(arguments, false),
                "views.push",
                arguments -> show(arguments, true),
                "views.update",
                this::update,
                "views.publish",
                this::publish);
    }

    private ObjectNode show(ObjectNode arguments, boolean push) {
        Optional<ObjectNode> refused = refusal(arguments, "modal");
        if (refused.isPresent()) {
            return refused.get();
        }
        ObjectNode content = content(arguments);
        if (taken(content, "")) {
            return Answers.error("duplicate_external_id");
        }
        Triggers.Redeemed trigger = workspace.triggers().redeem(Json.text(arguments, "trigger_id"));
        if (trigger.refused().isPresent()) {
            return Answers.error(trigger.refused().get());
        }
        if (!push) {
            return shown(workspace.views().open(trigger.userId(), content));
        }
        return workspace
                .views()
                .push(trigger.userId(), content)
                .map(this::shown)
                .orElseGet(() -> Answers.error("push_limit_reached"));
    }

    private ObjectNode update(ObjectNode arguments) {
        Optional<View> view = workspace
                .views()
                .find(Json.text(arguments, "view_id"))
                .or(() -> workspace.views().findExternal(Json.text(arguments, "external_id")));
        if (view.isEmpty()) {
            return Answers.error("not_found");
        }
        Optional<ObjectNode> refused = refusal(arguments, view.get().isModal() ? "modal" : "home");
        if (refused.isPresent()) {
            return refused.get();
        }
        String hash = Json.text(arguments, "hash");
        if (!hash.isEmpty() && !hash.equals(view.get().hash())) {
            return Answers.error("hash_conflict");
        }
        ObjectNode content = content(arguments);
        if (taken(content, view.get().id())) {
            return Answers.error("duplicate_external_id");
        }
        return shown(workspace.views().update(view.get(), content));
    }

    private ObjectNode publish(ObjectNode arguments) {
        String userId = Json.text(arguments, "user_id");
        if (workspace.directory().user(userId).filter(user -> !user.deleted()).isEmpty()) {
            return Answers.error("user_not_found");
        }
        Optional<ObjectNode> refused = refusal(arguments, "home");
        if (refused.isPresent()) {
            return refused.get();
        }
        String hash = Json.text(arguments, "hash");
        Optional<View> before = workspace.views().home(userId);
        if (!hash.isEmpty() && before.map(view -> !view.hash().equals(hash)).orElse(false)) {
            return Answers.error("hash_conflict");
        }
        return shown(workspace.views().publish(userId, content(arguments)));
    }

    /** Everything that can be said without the trigger: a bad view must not use it up. */
    private static Optional<ObjectNode> refusal(ObjectNode arguments, String type) {
        if (!(arguments.get("view") instanceof ObjectNode view)) {
            return Optional.of(Answers.error("invalid_arguments", List.of("[ERROR] missing required field: view")));
        }
        if (ViewRules.tooLarge(view)) {
            return Optional.of(Answers.error("view_too_large"));
        }
        List<String> wrong = ViewRules.check(view, type);
        return wrong.isEmpty() ? Optional.empty() : Optional.of(Answers.error("invalid_arguments", wrong));
    }

    private static ObjectNode content(ObjectNode arguments) {
        return Workspace.withIds((ObjectNode) arguments.path("view"));
    }

    private boolean taken(ObjectNode content, String except) {
        return workspace
                .views()
                .findExternal(Json.text(content, "external_id"))
                .filter(other -> !other.id().equals(except))
                .isPresent();
    }

    private ObjectNode shown(View view) {
        ObjectNode answer = Answers.ok();
        answer.set("view", view.toJson(workspace.options(), Json.object()));
        return answer;
    }
}

package botcreds.broker.github;

import botcreds.broker.model.Level;
import botcreds.broker.model.Permissions;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The App on one account.
 *
 * @param account     login of the user or organization
 * @param permissions what was granted, in GitHub's words: a level we do not know yet is kept, and covers nothing
 * @param slug        the App's name in addresses
 */
record Installation(
        long id,
        String account,
        boolean isOrganization,
        boolean isSuspended,
        Map<String, String> permissions,
        Optional<String> slug) {

    /** Reads GitHub's object; empty when what matters is missing. github-api gives up at a level it does not know. */
    static Optional<Installation> read(JsonNode tree) {
        JsonNode id = tree.path("id");
        String account = tree.path("account").path("login").asText("");
        JsonNode permissions = tree.path("permissions");
        if (!id.isIntegralNumber() || id.longValue() <= 0 || account.isEmpty() || !permissions.isObject()) {
            return Optional.empty();
        }
        Map<String, String> granted = new TreeMap<>();
        permissions
                .properties()
                .forEach(each -> granted.put(each.getKey(), each.getValue().asText("")));
        return Optional.of(new Installation(
                id.longValue(),
                account,
                tree.path("target_type").asText("").equals("Organization"),
                !tree.path("suspended_at").isMissingNode()
                        && !tree.path("suspended_at").isNull(),
                granted,
                Optional.of(tree.path("app_slug").asText("")).filter(slug -> !slug.isEmpty())));
    }

    /** Returns what is asked and not granted, in words; empty when all is. */
    Optional<String> notGranted(Permissions asked) {
        for (Map.Entry<String, Level> each : asked.levels().entrySet()) {
            Optional<Level> held = Level.parse(permissions.getOrDefault(each.getKey(), ""));
            if (held.isEmpty() || !held.get().covers(each.getValue())) {
                return Optional.of("the App was not granted " + each.getKey() + ":"
                        + each.getValue().word() + " on " + account + ", "
                        + held.map(level -> "only " + each.getKey() + ":" + level.word())
                                .orElse("nor any other level of it"));
            }
        }
        return Optional.empty();
    }
}

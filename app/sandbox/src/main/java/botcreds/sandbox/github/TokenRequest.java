package botcreds.sandbox.github;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The body of a mint. What is omitted or empty means everything, which is GitHub's trap and not ours to mend here (docs:
 * Create an installation access token for an app).
 *
 * @param names repository names without owner; null when none are given
 * @param ids repository ids; null when none are given
 * @param permissions null when none are given
 */
record TokenRequest(
        @Nullable Set<String> names,
        @Nullable Set<Long> ids,
        @Nullable SortedMap<String, AccessLevel> permissions) {

    /** What a body says, or the answer to one that cannot be read; exactly one is set. */
    record Reading(@Nullable TokenRequest request, @Nullable Answer refusal) {
        static Reading refused(Answer refusal) {
            return new Reading(null, refusal);
        }
    }

    static Reading read(String body) {
        JsonNode json = body.isEmpty() ? MissingNode.getInstance() : Json.read(body);
        if (json == null) {
            return Reading.refused(Refusals.notJson());
        }
        if (!json.isObject() && !json.isMissingNode()) {
            return Reading.refused(Refusals.notAnObject());
        }
        Set<String> names = new LinkedHashSet<>();
        for (JsonNode name : json.path("repositories")) {
            if (!name.isTextual()) {
                return invalid("repositories", name, "string");
            }
            names.add(name.asText());
        }
        Set<Long> ids = new LinkedHashSet<>();
        for (JsonNode id : json.path("repository_ids")) {
            if (!id.isIntegralNumber()) {
                return invalid("repository_ids", id, "integer");
            }
            ids.add(id.asLong());
        }
        for (String list : new String[] {"repositories", "repository_ids"}) {
            JsonNode given = json.path(list);
            if (!given.isMissingNode() && !given.isNull() && !given.isArray()) {
                return invalid(list, given, "array");
            }
        }
        JsonNode asked = json.path("permissions");
        if (!asked.isMissingNode() && !asked.isNull() && !asked.isObject()) {
            return invalid("permissions", asked, "object");
        }
        SortedMap<String, AccessLevel> permissions = new TreeMap<>();
        for (Map.Entry<String, JsonNode> one : asked.properties()) {
            AccessLevel level = AccessLevel.parse(one.getValue().asText());
            if (level == null) {
                return invalid("permissions/" + one.getKey(), one.getValue(), "member of [\"read\", \"write\"]");
            }
            permissions.put(one.getKey(), level);
        }
        return new Reading(
                new TokenRequest(
                        names.isEmpty() ? null : names,
                        ids.isEmpty() ? null : ids,
                        permissions.isEmpty() ? null : permissions),
                null);
    }

    private static Reading invalid(String property, JsonNode value, String wanted) {
        return Reading.refused(
                Refusals.invalidRequest("For 'properties/" + property + "', " + value + " is not a " + wanted + "."));
    }
}

package botcreds.broker.github;

import botcreds.broker.model.Permissions;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/**
 * {@code POST /app/installations/{id}/access_tokens} (GitHub docs, "Create an installation access token for an app"), once:
 * whoever lets a library repeat a POST may mint twice. Thread-safe.
 */
final class TokenCreation {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Wire wire;
    private final AppCalls calls;

    TokenCreation(Wire wire, AppCalls calls) {
        this.wire = wire;
        this.calls = calls;
    }

    Exchange byIds(long installation, List<Long> ids, Permissions permissions) {
        ArrayNode list = JSON.arrayNode();
        ids.forEach(list::add);
        return create(installation, "repository_ids", list, permissions);
    }

    /** @param names without their owner, who is the installation's */
    Exchange byNames(long installation, List<String> names, Permissions permissions) {
        ArrayNode list = JSON.arrayNode();
        names.forEach(list::add);
        return create(installation, "repositories", list, permissions);
    }

    private Exchange create(long installation, String field, ArrayNode repositories, Permissions permissions) {
        // GitHub takes an empty list or map for one that was left out, and would give a token for everything.
        if (repositories.isEmpty() || permissions.levels().isEmpty()) {
            throw new IllegalStateException("an order of a token names its repositories and permissions");
        }
        ObjectNode levels = JSON.objectNode();
        permissions.levels().forEach((name, level) -> levels.put(name, level.word()));
        ObjectNode order = JSON.objectNode();
        order.set(field, repositories);
        order.set("permissions", levels);
        String body = order.toString();
        return calls.signed(authorization -> wire.send(new Call(
                Call.Who.APP,
                "POST",
                wire.uri("/app/installations/" + installation + "/access_tokens"),
                Optional.of(authorization),
                body)));
    }
}

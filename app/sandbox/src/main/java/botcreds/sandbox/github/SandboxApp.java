package botcreds.sandbox.github;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Instant;

/**
 * The one GitHub App of a sandbox.
 *
 * @param privateKeyPem PKCS#1, the form GitHub hands out
 * @param privateKeyFile holds the same text; readable by its owner only
 */
public record SandboxApp(
        long id,
        String clientId,
        String slug,
        long botUserId,
        String privateKeyPem,
        Path privateKeyFile,
        Instant createdAt) {

    /** Login of the bot user, for example {@code botcreds-sandbox[bot]}. */
    public String botLogin() {
        return slug + "[bot]";
    }

    @Override
    public String toString() {
        return "SandboxApp[" + id + ", " + slug + "]";
    }

    ObjectNode toJson(Account owner, int installations, String origin, AppSettings settings) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("id", id)
                .put("client_id", clientId)
                .put("slug", slug)
                .put("node_id", "A_" + id)
                .put("name", slug)
                .put("description", "An App on this machine")
                .put("external_url", origin)
                .put("html_url", Call.web(origin) + "/apps/" + slug)
                .put("created_at", createdAt.toString())
                .put("updated_at", createdAt.toString())
                .put("installations_count", installations);
        json.set("owner", owner.toJson(origin));
        json.set("permissions", settings.permissions().toJson());
        settings.events().forEach(json.putArray("events")::add);
        return json;
    }
}

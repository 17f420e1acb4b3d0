package botcreds.broker.github;

import botcreds.broker.model.Secret;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * An App that GitHub has just made of a manifest (docs: Registering a GitHub App from a manifest). Its client secret is left
 * out: nothing here signs anybody in with it.
 *
 * @param page          where people see it, for example {@code https://github.com/apps/botcreds}
 * @param webhookSecret what its webhooks are signed with, if it has any
 */
public record MadeApp(long id, String name, String page, Secret privateKey, Optional<Secret> webhookSecret) {
    static Optional<MadeApp> read(JsonNode tree) {
        long id = tree.path("id").asLong();
        String pem = tree.path("pem").asText("");
        String page = tree.path("html_url").asText("");
        if (id <= 0 || pem.isBlank() || page.isBlank()) {
            return Optional.empty();
        }
        String secret = tree.path("webhook_secret").asText("");
        return Optional.of(new MadeApp(
                id,
                tree.path("name").asText(""),
                page,
                Secret.of(pem),
                secret.isBlank() || secret.equals("null") ? Optional.empty() : Optional.of(Secret.of(secret))));
    }
}

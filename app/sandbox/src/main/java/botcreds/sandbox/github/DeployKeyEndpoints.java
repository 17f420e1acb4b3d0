package botcreds.sandbox.github;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;

/** Deploy keys (docs: REST API endpoints for deploy keys). */
final class DeployKeyEndpoints {
    private static final String KEYS = "/repos/*/*/keys";
    private static final String ONE = "/repos/*/*/keys/*";
    private static final Set<String> TYPES =
            Set.of("ssh-ed25519", "ssh-rsa", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521");
    private static final String INVALID = "key is invalid. It must begin with 'ssh-ed25519', 'ssh-rsa',"
            + " 'ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp384', or 'ecdsa-sha2-nistp521'. Check that you're copying the"
            + " public half of the key";

    private final DeployKeys keys;
    private final SandboxApp app;

    DeployKeyEndpoints(DeployKeys keys, SandboxApp app) {
        this.keys = keys;
        this.app = app;
    }

    void addTo(Routes routes, RepositoryGuard guard) {
        routes.add("POST", KEYS, guard.asks("administration", AccessLevel.WRITE, this::add));
        routes.add("GET", KEYS, guard.asks("administration", AccessLevel.READ, this::list));
        routes.add("GET", ONE, guard.asks("administration", AccessLevel.READ, this::show));
        routes.add("DELETE", ONE, guard.asks("administration", AccessLevel.WRITE, this::remove));
    }

    private Answer add(Call call, HostedRepository repository) {
        JsonNode body = Json.read(call.body());
        if (body == null) {
            return Refusals.notJson();
        }
        String[] words = body.path("key").asText().trim().split(" +", 3);
        if (words[0].isEmpty()) {
            return Refusals.missingField("PublicKey", "key");
        }
        if (!keys.enabledFor(repository)) {
            return invalid("Deploy keys are disabled for this repository");
        }
        if (words.length < 2 || !TYPES.contains(words[0]) || !words[0].equals(typeInside(words[1]))) {
            return Refusals.validationFailed(error(INVALID).put("field", "key"));
        }
        // The default is GitHub's: a key whose read_only was left out may write.
        boolean readOnly = body.path("read_only").asBoolean(false);
        String title = body.path("title").asText("");
        return keys.add(repository, words[0] + " " + words[1], title, readOnly, app.botLogin())
                .map(entry -> Answer.of(201, json(call, repository, entry)))
                .orElseGet(() ->
                        Refusals.validationFailed(error("key is already in use").put("field", "key")));
    }

    private Answer list(Call call, HostedRepository repository) {
        Paging<DeployKeys.Entry> page = Paging.of(call, keys.of(repository));
        return page.linked(call, Answer.ok(page.json(entry -> json(call, repository, entry))));
    }

    private Answer show(Call call, HostedRepository repository) {
        return keys.find(repository, call.id(2))
                .map(entry -> Answer.ok(json(call, repository, entry)))
                .orElseGet(Refusals::notFound);
    }

    private Answer remove(Call call, HostedRepository repository) {
        return keys.find(repository, call.id(2))
                .map(entry -> {
                    keys.remove(entry);
                    return Answer.empty(204);
                })
                .orElseGet(Refusals::notFound);
    }

    private ObjectNode json(Call call, HostedRepository repository, DeployKeys.Entry entry) {
        return Json.object()
                .put("id", entry.id())
                .put("key", entry.key())
                .put("url", call.origin() + "/repos/" + repository.fullName() + "/keys/" + entry.id())
                .put("title", entry.title())
                .put("verified", true)
                .put("created_at", entry.createdAt().toString())
                .put("read_only", entry.readOnly())
                .put("added_by", entry.addedBy())
                .putNull("last_used")
                .put("enabled", keys.enabledFor(repository));
    }

    private static Answer invalid(String message) {
        return Refusals.validationFailed(error(message));
    }

    private static ObjectNode error(String message) {
        return Json.object().put("resource", "PublicKey").put("code", "custom").put("message", message);
    }

    /** Reads the type a public key's blob begins with (RFC 4253, 6.6); empty when it is no such blob. */
    private static String typeInside(String base64) {
        try {
            ByteBuffer blob = ByteBuffer.wrap(Base64.getDecoder().decode(base64));
            int length = blob.remaining() < 4 ? -1 : blob.getInt();
            if (length < 0 || length > blob.remaining()) {
                return "";
            }
            byte[] type = new byte[length];
            blob.get(type);
            return new String(type, StandardCharsets.US_ASCII);
        } catch (IllegalArgumentException notBase64) {
            return "";
        }
    }
}

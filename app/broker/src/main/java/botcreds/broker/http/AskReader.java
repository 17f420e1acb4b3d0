package botcreds.broker.http;

import botcreds.broker.model.CallbackRules;
import botcreds.broker.model.Kind;
import botcreds.broker.model.Permissions;
import botcreds.broker.model.Reason;
import botcreds.broker.model.Repository;
import botcreds.broker.model.Scope;
import botcreds.broker.model.SshPublicKey;
import botcreds.broker.requests.Ask;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the body of a request for a credential, and reports every field that is wrong at once. Thread-safe. */
final class AskReader {
    private static final Set<String> KNOWN =
            Set.of("repo", "repos", "permissions", "reason", "ttl", "kind", "callback_url", "public_key");

    private final String webHost;
    private final CallbackRules callbacks;

    /** @param webHost see {@link Repository#parse} */
    AskReader(String webHost, CallbackRules callbacks) {
        this.webHost = webHost;
        this.callbacks = callbacks;
    }

    Parsed<Ask> read(ObjectNode body) {
        Fields fields = new Fields(body, KNOWN);
        ScopeReader scopes = new ScopeReader(webHost, fields.problems());
        Optional<List<Repository>> repositories = repositories(fields, scopes);
        Optional<Permissions> permissions = permissions(fields, scopes);
        Optional<Reason> reason = ReasonField.read(fields);
        Optional<Kind> kind = kind(fields);
        Optional<Duration> ttl = TtlField.read(fields, kind.orElse(Kind.INSTALLATION_TOKEN));
        Optional<String> callbackUrl = CallbackUrlField.read(fields, callbacks);
        Optional<SshPublicKey> publicKey = DeployKeyFields.read(fields, kind, repositories, permissions);
        if (!fields.problems().isEmpty()) {
            return Parsed.bad(Problem.invalid(fields.problems()));
        }
        return Parsed.value(new Ask(
                Scope.of(repositories.orElseThrow(), permissions.orElseThrow()),
                reason.orElseThrow(),
                kind.orElseThrow(),
                ttl.orElseThrow(),
                callbackUrl,
                publicKey));
    }

    static Optional<List<Repository>> repositories(Fields fields, ScopeReader scopes) {
        if (fields.has("repo") == fields.has("repos")) {
            fields.problem(
                    "repo",
                    fields.has("repo") ? "It and repos are both there." : "It is missing.",
                    "Send either \"repo\": \"owner/name\" or \"repos\": [\"owner/name\", …].");
            return Optional.empty();
        }
        return fields.has("repo")
                ? fields.text("repo").flatMap(one -> scopes.repositories("repo", List.of(one), true))
                : fields.texts("repos").flatMap(all -> scopes.repositories("repos", all, false));
    }

    static Optional<Permissions> permissions(Fields fields, ScopeReader scopes) {
        if (fields.isObject("permissions")) {
            PermissionReader permissions = new PermissionReader(fields.problems());
            return fields.textMap("permissions").flatMap(map -> {
                map.forEach((name, level) -> permissions.add("permissions." + name, name, level));
                return permissions.read();
            });
        }
        return fields.texts("permissions").flatMap(scopes::permissions);
    }

    private static Optional<Kind> kind(Fields fields) {
        if (!fields.has("kind")) {
            return Optional.of(Kind.INSTALLATION_TOKEN);
        }
        return fields.text("kind").flatMap(word -> {
            Optional<Kind> kind = Kind.parse(word);
            if (kind.isEmpty()) {
                fields.problem("kind", "There is no such kind.", "Write installation_token, session or deploy_key.");
            }
            return kind;
        });
    }
}

package botcreds.sandbox.github;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The App on one account.
 *
 * @param repositories ids of the selected repositories; null means all the account has and will have
 * @param suspendedAt null while it is not suspended
 */
public record Installation(
        long id,
        Account account,
        PermissionSet permissions,
        @Nullable Set<Long> repositories,
        Instant createdAt,
        @Nullable Instant suspendedAt) {
    public Installation {
        repositories = repositories == null ? null : Set.copyOf(repositories);
    }

    boolean suspended() {
        return suspendedAt != null;
    }

    boolean includes(HostedRepository repository) {
        return repository.owner().equals(account) && (repositories == null || repositories.contains(repository.id()));
    }

    String selection() {
        return repositories == null ? "all" : "selected";
    }

    Installation withPermissions(PermissionSet granted) {
        return new Installation(id, account, granted, repositories, createdAt, suspendedAt);
    }

    Installation withRepositories(@Nullable Set<Long> selected) {
        return new Installation(id, account, permissions, selected, createdAt, suspendedAt);
    }

    Installation withSuspendedAt(@Nullable Instant since) {
        return new Installation(id, account, permissions, repositories, createdAt, since);
    }

    ObjectNode toJson(SandboxApp app, String origin) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("id", id)
                .put("client_id", app.clientId())
                .put("app_id", app.id())
                .put("app_slug", app.slug())
                .put("target_id", account.id())
                .put("target_type", account.type())
                .put("repository_selection", selection())
                .put("access_tokens_url", origin + "/app/installations/" + id + "/access_tokens")
                .put("repositories_url", origin + "/installation/repositories")
                .put("html_url", origin + "/settings/installations/" + id)
                .put("created_at", createdAt.toString())
                .put("updated_at", createdAt.toString())
                .put("has_multiple_single_files", false)
                .put("suspended_at", suspendedAt == null ? null : suspendedAt.toString());
        json.putNull("single_file_name").putArray("single_file_paths");
        json.putArray("events").add("push");
        json.set("permissions", permissions.toJson());
        json.set("account", account.toJson(origin));
        json.set("suspended_by", suspendedAt == null ? json.nullNode() : account.toJson(origin));
        return json;
    }
}

package botcreds.sandbox.github;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import java.util.TreeSet;

/** What the settings page of the App holds. Tests change it while the sandbox runs, as does a manifest. Safe for many threads. */
public final class AppSettings {
    private volatile PermissionSet permissions = PermissionSet.ofWords(
            "actions:read",
            "administration:write",
            "checks:write",
            "contents:write",
            "issues:write",
            "pull_requests:write");
    private volatile Set<String> events = Set.of("push");
    private volatile Hook hook = new Hook("", "json", false);

    /** Where webhooks of the App go; an empty address means nowhere. */
    record Hook(String url, String contentType, boolean hasSecret) {
        ObjectNode toJson() {
            ObjectNode json = Json.object()
                    .put("content_type", contentType)
                    .put("insecure_ssl", "0")
                    .put("url", url);
            return hasSecret ? json.put("secret", "********") : json;
        }
    }

    /** Changes what the App may have at most; accounts have to accept more. */
    public void permit(PermissionSet most) {
        permissions = most;
    }

    public void subscribe(Set<String> names) {
        events = Set.copyOf(names);
    }

    public void sendWebhooksTo(String url, String contentType, boolean withSecret) {
        hook = new Hook(url, contentType, withSecret);
    }

    PermissionSet permissions() {
        return permissions;
    }

    Set<String> events() {
        return new TreeSet<>(events);
    }

    Hook hook() {
        return hook;
    }
}

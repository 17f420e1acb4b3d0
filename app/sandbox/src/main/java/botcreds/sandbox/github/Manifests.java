package botcreds.sandbox.github;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Apps out of manifests (docs: Registering a GitHub App from a manifest). Who confirmed a manifest in the browser comes back
 * with a code that is good once and for an hour, and trades it for the App and its key. A sandbox has one App, so what is
 * made is that one, with the settings of the manifest. Safe for many threads.
 */
final class Manifests {
    private static final Duration LIFE = Duration.ofHours(1);
    private static final int LONGEST_NAME = 34;

    private final SecureRandom random = new SecureRandom();
    private final Map<String, Confirmed> codes = new ConcurrentHashMap<>();
    private final SandboxApp app;
    private final AppSettings settings;
    private final Accounts accounts;
    private final SandboxClock clock;

    private record Confirmed(String owner, JsonNode manifest, Instant at) {}

    /** What became of a manifest: an address to go back to, or what is wrong with it. */
    record Outcome(Optional<String> backTo, String problem) {}

    Manifests(SandboxApp app, AppSettings settings, Accounts accounts, SandboxClock clock) {
        this.app = app;
        this.settings = settings;
        this.accounts = accounts;
        this.clock = clock;
    }

    void addTo(Routes routes) {
        routes.add("POST", "/app-manifests/*/conversions", this::convert);
    }

    /** Takes a manifest that somebody confirmed, for an organization or for the one who is signed in. */
    Outcome confirm(String owner, String text, String state) {
        JsonNode manifest = Json.read(text);
        String problem = manifest == null ? "Manifest is not JSON" : problem(manifest);
        if (manifest == null || !problem.isEmpty()) {
            return new Outcome(Optional.empty(), problem);
        }
        String code = new BigInteger(160, random).toString(16);
        codes.put(code, new Confirmed(owner, manifest, clock.instant()));
        String back = manifest.path("redirect_url").asText();
        return new Outcome(
                Optional.of(back + (back.contains("?") ? "&" : "?") + "code=" + code
                        + (state.isEmpty() ? "" : "&state=" + Forms.encode(state))),
                "");
    }

    private static String problem(JsonNode manifest) {
        if (!manifest.isObject()) {
            return "Manifest should be an object";
        }
        for (String name : new String[] {"url", "redirect_url"}) {
            if (!isWeb(manifest.path(name).asText(""))) {
                return "Error: \"" + name + "\" wasn't supplied or is no URL";
            }
        }
        if (manifest.has("hook_attributes")
                && !isWeb(manifest.path("hook_attributes").path("url").asText(""))) {
            return "Error: Hook url cannot be blank";
        }
        if (manifest.path("name").asText("").length() > LONGEST_NAME) {
            return "Error: Name is too long (maximum is " + LONGEST_NAME + " characters)";
        }
        return levels(manifest).isEmpty()
                ? "Error: Default permission records resource is not included in the list"
                : "";
    }

    private static Optional<PermissionSet> levels(JsonNode manifest) {
        Map<String, AccessLevel> levels = new TreeMap<>();
        for (Map.Entry<String, JsonNode> each :
                manifest.path("default_permissions").properties()) {
            AccessLevel level = AccessLevel.parse(each.getValue().asText(""));
            if (level == null) {
                return Optional.empty();
            }
            levels.put(each.getKey(), level);
        }
        return Optional.of(PermissionSet.of(levels));
    }

    private static boolean isWeb(String text) {
        try {
            URI uri = new URI(text);
            return uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()));
        } catch (URISyntaxException notOne) {
            return false;
        }
    }

    private Answer convert(Call call) {
        Confirmed confirmed = codes.remove(call.segment(0));
        if (confirmed == null || confirmed.at().plus(LIFE).isBefore(clock.instant())) {
            return Refusals.notFound();
        }
        JsonNode manifest = confirmed.manifest();
        settings.permit(levels(manifest).orElseThrow());
        Set<String> events = new HashSet<>();
        manifest.path("default_events").forEach(each -> events.add(each.asText()));
        settings.subscribe(events);
        JsonNode hook = manifest.path("hook_attributes");
        boolean active = !hook.isMissingNode() && hook.path("active").asBoolean(true);
        settings.sendWebhooksTo(hook.path("url").asText(""), "json", active);
        ObjectNode made = app.toJson(accounts.organization(confirmed.owner()), 0, call.origin(), settings);
        made.put("name", manifest.path("name").asText(app.slug()));
        made.put("client_secret", new BigInteger(160, random).toString(16));
        made.put("webhook_secret", active ? new BigInteger(160, random).toString(16) : null);
        made.put("pem", app.privateKeyPem());
        return Answer.of(201, made);
    }
}

package botcreds.sandbox.github;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The pages that somebody who sets an App up meets: one that asks whether to create the App of a manifest, and one that asks
 * where to install it. Whoever comes is signed in, and owns every organization.
 */
final class Pages {
    private static final String ME = "sandbox";

    private final Manifests manifests;
    private final SandboxApp app;
    private final AppSettings settings;
    private final Accounts accounts;
    private final Installations installations;

    /** An answer for a browser; {@code location} sends it elsewhere. */
    private record Page(int status, String location, String title, String body) {
        static Page of(int status, String title, String body) {
            return new Page(status, "", title, body);
        }
    }

    Pages(Manifests manifests, SandboxApp app, AppSettings settings, Accounts accounts, Installations installations) {
        this.manifests = manifests;
        this.app = app;
        this.settings = settings;
        this.accounts = accounts;
        this.installations = installations;
    }

    /** Tells whether people go there, and programs do not. */
    static boolean isOne(String path) {
        return path.startsWith("/settings/apps")
                || path.matches("/organizations/[^/]+/settings/apps.*")
                || path.matches("/apps/[^/]+/installations.*");
    }

    void answer(Exchange exchange, String body) {
        Page page = page(exchange.call(body));
        Map<String, String> headers = page.location().isEmpty() ? Map.of() : Map.of("Location", page.location());
        String html = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>" + page.title()
                + "</title><body style=\"font-family:sans-serif;max-width:40em;margin:3em auto\"><h1>" + page.title()
                + "</h1>" + page.body() + "</body></html>";
        exchange.send(page.status(), headers, html.getBytes(UTF_8), "text/html; charset=utf-8", -1);
    }

    private Page page(Call call) {
        List<String> path = List.of(call.path().substring(1).split("/", -1));
        String owner = path.get(0).equals("organizations") ? path.get(1) : ME;
        boolean post = call.method().equals("POST");
        if (path.get(0).equals("apps")) {
            return post ? install(Forms.read(call.body())) : askWhereToInstall();
        }
        boolean asked = path.get(path.size() - 1).equals("new");
        return post && asked
                ? askWhetherToCreate(call, owner)
                : post ? create(call, owner) : Page.of(404, "This is not the page you are looking for", "");
    }

    private static Page askWhetherToCreate(Call call, String owner) {
        String manifest = Forms.read(call.body()).getOrDefault("manifest", "");
        String action = call.path().replaceFirst("/new$", "");
        return Page.of(
                200,
                "Create GitHub App for " + Forms.escape(owner),
                "<p>Its manifest:</p><pre style=\"white-space:pre-wrap\">" + Forms.escape(manifest) + "</pre>"
                        + "<form method=\"post\" action=\"" + Forms.escape(action) + "\">"
                        + "<input type=\"hidden\" name=\"manifest\" value=\"" + Forms.escape(manifest) + "\">"
                        + "<input type=\"hidden\" name=\"state\" value=\""
                        + Forms.escape(call.query().getOrDefault("state", "")) + "\">"
                        + "<button>Create GitHub App</button></form>");
    }

    private Page create(Call call, String owner) {
        Map<String, String> form = Forms.read(call.body());
        Manifests.Outcome outcome =
                manifests.confirm(owner, form.getOrDefault("manifest", ""), form.getOrDefault("state", ""));
        return outcome.backTo()
                .map(back -> new Page(302, back, "Created", ""))
                .orElseGet(() -> Page.of(
                        422, "Invalid GitHub App configuration", "<p>" + Forms.escape(outcome.problem()) + "</p>"));
    }

    private Page askWhereToInstall() {
        return Page.of(
                200,
                "Install " + app.slug(),
                "<form method=\"post\" action=\"/apps/" + app.slug() + "/installations\">"
                        + "<label>On the organization <input name=\"owner\" value=\"myorg\"></label> "
                        + "<button>Install</button></form>");
    }

    private Page install(Map<String, String> form) {
        Account owner = accounts.organization(form.getOrDefault("owner", ME));
        Optional<Installation> there = installations.find(owner);
        if (there.isEmpty()) {
            installations.install(owner, settings.permissions(), null);
        }
        return Page.of(200, "Installed on " + Forms.escape(owner.login()), "<p>You may close this page.</p>");
    }
}

package botcreds.broker.setup;

import botcreds.broker.github.AppIdentity;
import botcreds.broker.github.AppLook;
import botcreds.broker.github.Endpoint;
import botcreds.broker.github.MadeApp;
import botcreds.broker.model.Level;
import botcreds.broker.model.PermissionCatalog;
import botcreds.broker.model.Secret;
import botcreds.broker.model.Told;
import botcreds.broker.settings.GitHubSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The App: one that is there, or a new one by GitHub's manifest flow; then where it is installed. */
final class GitHubStep {
    private static final String GITHUB = "https://github.com";
    private static final String API = "https://api.github.com";
    private static final Duration AN_HOUR = Duration.ofHours(1);

    private final Answers answers;
    private final Draft draft;
    private final Clock clock;

    GitHubStep(Answers answers, Draft draft, Clock clock) {
        this.answers = answers;
        this.draft = draft;
        this.clock = clock;
    }

    void take() throws Stopped {
        answers.say("");
        answers.say("1. GitHub App");
        if (!draft.has("GITHUB_APP_ID")) {
            URI web = address("github-url", "GITHUB_WEB_URL", GITHUB);
            URI api =
                    address("github-api-url", "GITHUB_API_URL", web.toString().equals(GITHUB) ? API : web + "/api/v3");
            try (AppLook look = new AppLook(Endpoint.of(api, web), clock)) {
                String id = answers.text(
                        "app-id",
                        "  Id of an App that is there already (empty: GitHub makes a new one)",
                        "",
                        text -> text.isEmpty() || text.matches("[1-9][0-9]{0,17}") ? "" : "This is no number.");
                if (id.isEmpty()) {
                    make(look, api, web);
                } else {
                    Secret key = answers.secret("app-key", "  Its private key", GitHubStep::keyProblem);
                    keep(Long.parseLong(id), key, Optional.empty(), api, web);
                }
            }
        }
        check();
    }

    private void make(AppLook look, URI api, URI web) throws Stopped {
        String organization = answers.text(
                "organization",
                "  Organization that shall own it (empty: your own account)",
                "",
                text -> text.matches("[A-Za-z0-9-]{0,39}") ? "" : "This is no organization's name.");
        String name = answers.text(
                "app-name",
                "  Its name, which nobody at GitHub may have yet",
                shortened(organization.isEmpty() ? "botcreds" : "botcreds-" + organization),
                text -> text.isEmpty() || text.length() > AppManifest.LONGEST_NAME
                        ? "At most " + AppManifest.LONGEST_NAME + " characters."
                        : "");
        String most = answers.text(
                "permissions",
                "  The most that bots may ever get",
                "contents:write,issues:write,pull_requests:write",
                GitHubStep::permissionProblem);
        Optional<URI> broker = answers.isFlagged("pushes") ? PublicAddress.ask(answers, "GitHub") : Optional.empty();
        if (answers.isFlagged("pushes") && broker.isEmpty()) {
            throw new Stopped(
                    "--pushes: GitHub tells of pushes at an address of yours; add --public-url https://HOST.");
        }
        URI createAt = URI.create(
                web + (organization.isEmpty() ? "" : "/organizations/" + organization) + "/settings/apps/new");
        AppManifest manifest = new AppManifest(
                name,
                broker.orElse(organization.isEmpty() ? web : URI.create(web + "/" + organization)),
                levels(most),
                broker);
        try (ManifestPage page = ManifestPage.open(port(), manifest, createAt)) {
            answers.say("  Open this in your browser, signed in to GitHub:");
            answers.say("    " + page.address());
            answers.say("  Is the browser on another machine? There: ssh -L " + page.port() + ":127.0.0.1:"
                    + page.port() + " THIS_MACHINE");
            answers.say("  Waiting for GitHub; Ctrl-C stops, and nothing is lost.");
            String code = page.awaitCode(AN_HOUR)
                    .orElseThrow(() -> new Stopped("Nobody came back from GitHub within an hour. Run setup again."));
            Told<MadeApp> made = look.convert(code);
            if (made.value().isEmpty()) {
                throw new Stopped(made.why() + ".");
            }
            MadeApp app = made.value().get();
            // GitHub never gives the key again, so nothing comes before this.
            keep(app.id(), app.privateKey(), app.webhookSecret().filter(secret -> broker.isPresent()), api, web);
            answers.say("  GitHub made the App " + app.name() + " (id " + app.id() + ").");
        }
    }

    private void keep(long id, Secret key, Optional<Secret> webhookSecret, URI api, URI web) throws Stopped {
        Path pem = OwnFiles.writeNew(
                draft.directory(), "github-app-" + id, ".pem", key.reveal().strip() + "\n");
        draft.set("GITHUB_APP_ID", Long.toString(id));
        draft.set("GITHUB_APP_PRIVATE_KEY_FILE", pem.toString());
        if (!web.toString().equals(GITHUB)) {
            draft.set("GITHUB_API_URL", api.toString());
            draft.set("GITHUB_WEB_URL", web.toString());
        }
        if (webhookSecret.isPresent()) {
            Path secret = OwnFiles.writeNew(
                    draft.directory(),
                    "github-webhook-secret",
                    "",
                    webhookSecret.get().reveal() + "\n");
            draft.set("BOTCREDS_GITHUB_WEBHOOK_SECRET_FILE", secret.toString());
        }
        draft.save();
        answers.say("  The private key is in " + pem + ", for you alone.");
    }

    private void check() throws Stopped {
        GitHubSettings settings = draft.parts()
                .github()
                .orElseThrow(() -> new Stopped("The settings of the App in " + draft.file()
                        + " are not whole; see java -jar botcreds-broker.jar check --settings " + draft.file()));
        try (AppLook look = new AppLook(Endpoint.of(settings.apiUrl(), settings.webUrl()), clock)) {
            AppIdentity identity =
                    new AppIdentity(Long.toString(settings.appId()), AppKeys.parse(settings.privateKey()));
            Told<AppLook.App> app = look.app(identity);
            if (app.value().isEmpty()) {
                throw new Stopped("The App " + settings.appId() + " cannot sign in: " + app.why()
                        + ".\nRun setup again when that is mended.");
            }
            answers.say("  The App " + app.value().get().slug() + " signs in.");
            awaitInstallation(look, identity, app.value().get());
        } catch (IllegalArgumentException unusable) {
            throw new Stopped("GITHUB_APP_PRIVATE_KEY: " + unusable.getMessage());
        }
    }

    private void awaitInstallation(AppLook look, AppIdentity identity, AppLook.App app) {
        List<AppLook.Place> places = look.places(identity).value().orElse(List.of());
        while (places.isEmpty()) {
            answers.say("  Install it on the repositories that bots may ask for:");
            answers.say("    " + app.page() + "/installations/new");
            if (!answers.waits("  Is it installed?")) {
                answers.say("  Going on without. Until it is installed every bot is refused; doctor tells.");
                return;
            }
            places = look.places(identity).value().orElse(List.of());
            if (places.isEmpty()) {
                answers.say("  GitHub says that it is installed nowhere yet.");
            }
        }
        answers.say("  It is installed on "
                + String.join(", ", places.stream().map(AppLook.Place::account).toList()) + ".");
    }

    private URI address(String option, String setting, String byDefault) throws Stopped {
        String text = answers.option(option)
                .or(() -> draft.value(setting))
                .orElse(byDefault)
                .replaceFirst("/+$", "");
        if (!text.matches("https?://[A-Za-z0-9.:\\[\\]-]+(/[A-Za-z0-9._/-]*)?")) {
            throw new Stopped("--" + option + ": write it as " + byDefault + ".");
        }
        return URI.create(text);
    }

    private int port() throws Stopped {
        String text = answers.option("page-port").orElse("0");
        if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > 65_535) {
            throw new Stopped("--page-port: write a port, 0 to 65535.");
        }
        return Integer.parseInt(text);
    }

    private static String keyProblem(Secret key) {
        return AppKeys.problem(key).orElse("");
    }

    private static String permissionProblem(String most) {
        for (String word : most.split("[,\\s]+", -1)) {
            String[] parts = word.split(":", 2);
            Optional<Level> level = parts.length == 2 ? Level.parse(parts[1]) : Optional.empty();
            if (level.isEmpty() || !PermissionCatalog.knows(parts[0], level.get())) {
                return "\"" + word + "\" is no permission of GitHub's with a level, such as contents:write"
                        + PermissionCatalog.suggest(parts[0])
                                .map(near -> "; did you mean " + near + "?")
                                .orElse("");
            }
        }
        return "";
    }

    private static Map<String, String> levels(String most) {
        Map<String, String> levels = new LinkedHashMap<>();
        levels.put("metadata", "read");
        for (String word : most.split("[,\\s]+", -1)) {
            levels.put(word.substring(0, word.indexOf(':')), word.substring(word.indexOf(':') + 1));
        }
        return levels;
    }

    private static String shortened(String name) {
        return name.substring(0, Math.min(name.length(), AppManifest.LONGEST_NAME));
    }
}

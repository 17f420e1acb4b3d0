package botcreds.broker.setup;

import botcreds.broker.github.AppIdentity;
import botcreds.broker.github.AppLook;
import botcreds.broker.github.Endpoint;
import botcreds.broker.model.Level;
import botcreds.broker.model.Told;
import botcreds.broker.policy.Policy;
import botcreds.broker.settings.GitHubSettings;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The App at GitHub: whether it signs in, what it may, what it is told of, and where it is installed. */
final class GitHubChecks {
    private static final String APP = "github.app";
    private static final String PERMISSIONS = "github.permissions";
    private static final String INSTALLATION = "github.installation";
    private static final String WEBHOOK = "github.webhook";

    private final GitHubSettings settings;
    private final Optional<Policy> policy;
    private final boolean webhook;
    private final Clock clock;

    /** @param webhook whether GitHub is to tell of pushes */
    GitHubChecks(GitHubSettings settings, Optional<Policy> policy, boolean webhook, Clock clock) {
        this.settings = settings;
        this.policy = policy;
        this.webhook = webhook;
        this.clock = clock;
    }

    List<Finding> findings() {
        AppIdentity identity;
        try {
            identity = new AppIdentity(Long.toString(settings.appId()), AppKeys.parse(settings.privateKey()));
        } catch (IllegalArgumentException unusable) {
            return List.of(
                    Finding.fail(APP, "GITHUB_APP_PRIVATE_KEY cannot be used", String.valueOf(unusable.getMessage())));
        }
        try (AppLook look = new AppLook(Endpoint.of(settings.apiUrl(), settings.webUrl()), clock)) {
            Told<AppLook.App> app = look.app(identity);
            List<Finding> findings = new ArrayList<>();
            findings.add(app.fold(
                    found ->
                            Finding.ok(APP, found.slug() + " (id " + found.id() + ") signs in at " + settings.apiUrl()),
                    why -> Finding.fail(APP, "the App cannot sign in", why)));
            look.clockOffset().ifPresent(offset -> findings.add(ClockCheck.of("GitHub", offset)));
            app.value().ifPresent(found -> {
                findings.add(permissions(found));
                findings.addAll(installations(found, look.places(identity)));
                if (webhook) {
                    findings.add(events(found));
                    findings.add(hook(look.hook(identity)));
                }
            });
            return findings;
        }
    }

    /** What the policy gives without asking, the App must have itself. */
    private Finding permissions(AppLook.App app) {
        Map<String, Level> wanted = new TreeMap<>();
        policy.ifPresent(each -> each.written().stream()
                .filter(rule -> rule.list().equals("auto_approve"))
                .flatMap(rule -> rule.permissions().stream())
                .filter(word -> word.contains(":"))
                .forEach(word -> want(wanted, word)));
        List<String> lacking = wanted.entrySet().stream()
                .filter(each -> !has(app.permissions(), each.getKey(), each.getValue()))
                .map(each -> each.getKey() + ":" + each.getValue().word())
                .toList();
        if (!lacking.isEmpty()) {
            return Finding.warn(
                    PERMISSIONS,
                    "the policy approves what the App itself lacks: " + String.join(", ", lacking),
                    "add it at " + page(app.slug()) + "/permissions, and accept it where the App is installed");
        }
        String all = app.permissions().entrySet().stream()
                .map(each -> each.getKey() + ":" + each.getValue())
                .collect(Collectors.joining(", "));
        boolean onlyMetadata = app.permissions().keySet().stream().allMatch("metadata"::equals);
        return onlyMetadata
                ? Finding.fail(
                        PERMISSIONS,
                        "the App has no permission to give on",
                        "give it what bots may ever get at " + page(app.slug()) + "/permissions")
                : Finding.ok(
                        PERMISSIONS,
                        "bots may get at most " + all
                                + (has(app.permissions(), "administration", Level.WRITE)
                                        ? ""
                                        : " (deploy keys would need administration:write)"));
    }

    private static void want(Map<String, Level> wanted, String word) {
        String[] parts = word.split(":", 2);
        Level.parse(parts[1])
                .ifPresent(level -> wanted.merge(parts[0], level, (one, two) -> one.covers(two) ? one : two));
    }

    private static boolean has(Map<String, String> held, String name, Level wanted) {
        return Level.parse(held.getOrDefault(name, ""))
                .filter(level -> level.covers(wanted))
                .isPresent();
    }

    private List<Finding> installations(AppLook.App app, Told<List<AppLook.Place>> told) {
        if (told.value().isEmpty()) {
            return List.of(Finding.fail(INSTALLATION, "GitHub does not say where the App is installed", told.why()));
        }
        List<AppLook.Place> places = told.value().get();
        if (places.isEmpty()) {
            return List.of(Finding.fail(
                    INSTALLATION,
                    "the App is installed nowhere",
                    "install it at " + app.page() + "/installations/new"));
        }
        return places.stream().map(each -> installation(app, each)).toList();
    }

    private static Finding installation(AppLook.App app, AppLook.Place place) {
        if (place.suspended()) {
            return Finding.fail(
                    INSTALLATION,
                    "the App is suspended on " + place.account(),
                    "lift the suspension at " + place.page());
        }
        List<String> waiting = app.permissions().entrySet().stream()
                .filter(each -> !each.getValue().equals(place.permissions().get(each.getKey())))
                .map(each -> each.getKey() + ":" + each.getValue())
                .sorted()
                .toList();
        return waiting.isEmpty()
                ? Finding.ok(INSTALLATION, "installed on " + place.account())
                : Finding.warn(
                        INSTALLATION,
                        "on " + place.account() + " the App was not granted all it has: " + String.join(", ", waiting),
                        "an owner accepts it at " + place.page());
    }

    private Finding events(AppLook.App app) {
        return app.events().contains("push")
                ? Finding.ok("github.events", "GitHub tells of pushes")
                : Finding.fail(
                        "github.events",
                        "BOTCREDS_GITHUB_WEBHOOK_SECRET is set, and the App is told of no pushes",
                        "subscribe it to Push at " + page(app.slug()) + "/permissions");
    }

    private Finding hook(Told<AppLook.Hook> told) {
        if (told.value().isEmpty()) {
            return Finding.warn(WEBHOOK, "GitHub does not tell where the App's webhook goes", told.why());
        }
        AppLook.Hook hook = told.value().get();
        List<String> wrong = new ArrayList<>();
        if (!hook.url().endsWith("/github/webhook")) {
            wrong.add("its address is " + (hook.url().isEmpty() ? "missing" : hook.url())
                    + " and should be https://HOST/github/webhook");
        }
        if (!hook.contentType().equals("json")) {
            wrong.add("its content type is not application/json");
        }
        if (!hook.hasSecret()) {
            wrong.add("it has no secret, and should have that of BOTCREDS_GITHUB_WEBHOOK_SECRET");
        }
        return wrong.isEmpty()
                ? Finding.ok(WEBHOOK, "goes to " + hook.url() + ", signed")
                : Finding.fail(WEBHOOK, String.join(", ", wrong), "correct it on the App's settings page");
    }

    private String page(String slug) {
        return settings.webUrl() + "/settings/apps/" + slug;
    }
}

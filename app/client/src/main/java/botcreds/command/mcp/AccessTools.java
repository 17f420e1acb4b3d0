package botcreds.command.mcp;

import botcreds.client.BrokerApi;
import botcreds.client.StillPending;
import botcreds.command.config.Configuration;
import botcreds.command.config.Spans;
import botcreds.command.grants.Grant;
import botcreds.command.grants.GrantCache;
import botcreds.command.grants.Grants;
import botcreds.command.grants.Need;
import botcreds.command.grants.Wish;
import botcreds.command.output.RelativeTime;
import com.google.gson.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What an agent can do. Answers are sentences about access; the access itself goes into the credential helper's cache. */
public final class AccessTools {
    /** Clients often give up on a tool after a minute. */
    private static final Duration PATIENCE = Duration.ofSeconds(45);

    private final Configuration configuration;
    private final Grants grants;
    private final Duration patience;

    public AccessTools(Configuration configuration) {
        this(configuration, PATIENCE);
    }

    AccessTools(Configuration configuration, Duration patience) {
        this.configuration = configuration;
        this.grants = new Grants(
                GrantCache.of(configuration),
                configuration::asBot,
                configuration.surroundings().clock());
        this.patience = patience;
    }

    JsonObject list() {
        return ToolCatalog.list();
    }

    boolean has(String name) {
        return ToolCatalog.NAMES.contains(name);
    }

    String call(String name, JsonObject arguments) {
        return switch (name) {
            case "request_github_access" -> request(arguments);
            case "check_access" -> check(arguments);
            case "list_my_access" -> listed();
            case "explain_denial" -> explained(arguments);
            default -> released(arguments);
        };
    }

    private String request(JsonObject arguments) {
        Need need = need(arguments);
        String reason = Arguments.required(arguments, "reason");
        Optional<Duration> length = Arguments.text(arguments, "duration").map(Spans::parse);
        // A token lives for an hour; whoever needs more needs a session, which git's helper refreshes.
        Optional<Duration> session = length.filter(asked -> asked.compareTo(Duration.ofHours(1)) > 0);
        Optional<Duration> ttl = session.isPresent() ? Optional.empty() : length;
        return outcome(new Wish(need, reason, ttl, session, patience));
    }

    /** Waits on for what was asked; what was not asked yet is looked up without asking. */
    private String check(JsonObject arguments) {
        Need need = need(arguments);
        if (grants.isKnown(need)) {
            return outcome(Wish.of(need, "checking access that was asked for", patience));
        }
        return "There is no access to " + need + " yet. " + policy(need);
    }

    private String outcome(Wish wish) {
        try {
            return sentence(grants.get(wish));
        } catch (StillPending pending) {
            return "Still waiting for a human to approve " + wish.need() + " ("
                    + pending.requestId().orElse("?")
                    + "). Call check_access with the same repo and permissions to go on"
                    + " waiting.";
        }
    }

    private String listed() {
        List<String> lines = grants.all().stream()
                .filter(grant -> grant.expiresAt()
                        .isAfter(configuration.surroundings().clock().instant()))
                .map(this::sentence)
                .toList();
        return lines.isEmpty() ? "You have no access now." : String.join("\n", lines);
    }

    private String explained(JsonObject arguments) {
        return policy(need(arguments));
    }

    private String released(JsonObject arguments) {
        String repo = Arguments.required(arguments, "repo");
        List<Grant> held = grants.all().stream()
                .filter(grant -> grant.scope()
                        .repos()
                        .contains(Need.of(repo, "any:read").repos().get(0)))
                .toList();
        int count = grants.release(held);
        return count == 0 ? "There was no access to " + repo + "." : "The access to " + repo + " was given back.";
    }

    private String policy(Need need) {
        BrokerApi broker = configuration.asBot();
        JsonObject verdict = broker.get("/v1/can?repo=" + encoded(need.repos().get(0)) + "&permissions="
                + encoded(String.join(",", need.permissions())));
        return Arguments.text(verdict, "why").orElse("") + " "
                + Arguments.text(verdict, "hint").orElse("");
    }

    private String sentence(Grant grant) {
        String until = RelativeTime.of(
                grant.sessionEnd().orElse(grant.expiresAt()),
                configuration.surroundings().clock().instant());
        return "Approved: " + grant.scope() + ". It ends " + until + " ("
                + grant.sessionEnd().orElse(grant.expiresAt()) + "). Use git and gh as usual.";
    }

    private static Need need(JsonObject arguments) {
        return Need.of(Arguments.required(arguments, "repo"), Arguments.words(arguments, "permissions"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}

package botcreds.broker.setup;

import botcreds.broker.model.Told;
import botcreds.broker.policy.Policy;
import botcreds.broker.settings.SlackSettings;
import botcreds.broker.slack.SlackLook;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/** The Slack app: whether its tokens are good, what it may, and whether channels and approvers of the policy are there. */
final class SlackChecks {
    private static final String APP = "slack.app";
    private static final String SCOPES = "slack.scopes";
    private static final String CHANNEL = "slack.channel";
    private static final String APPROVER = "slack.approver";
    private static final Set<String> ALWAYS = Set.of("chat:write", "commands", "users:read");
    private static final String INSTALL_AGAIN =
            "give the app the scopes in slack-manifest.yml on its page OAuth & Permissions, and install it again";

    /** Slack allows some fifty such questions a minute, and the broker that runs asks too. */
    private static final int MOST_QUESTIONS = 40;

    private final SlackSettings settings;
    private final Optional<Policy> policy;
    private final Clock clock;

    SlackChecks(SlackSettings settings, Optional<Policy> policy, Clock clock) {
        this.settings = settings;
        this.policy = policy;
        this.clock = clock;
    }

    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        try (SlackLook look = new SlackLook(settings.apiUrl().toString(), settings.botToken(), clock)) {
            Told<SlackLook.Self> self = look.self();
            findings.add(self.fold(
                    who -> Finding.ok(APP, "signed in to " + who.team() + " as " + who.user()),
                    why -> Finding.fail(APP, "SLACK_BOT_TOKEN does not sign in", why)));
            self.value().ifPresent(who -> {
                who.clockOffset().ifPresent(offset -> findings.add(ClockCheck.of("Slack", offset)));
                findings.add(scopes(who.scopes()));
                findings.addAll(named(look));
            });
        }
        if (settings.appToken().isPresent()) {
            findings.add(socket());
        }
        return findings;
    }

    private Finding socket() {
        try (SlackLook look =
                new SlackLook(settings.apiUrl().toString(), settings.appToken().orElseThrow(), clock)) {
            return look.socket()
                    .fold(
                            good -> Finding.ok("slack.socket", "SLACK_APP_TOKEN opens Socket Mode"),
                            why -> Finding.fail(
                                    "slack.socket",
                                    "SLACK_APP_TOKEN does not open Socket Mode: " + why,
                                    "make an app-level token with connections:write on the app's page Basic Information, and"
                                            + " switch Socket Mode on"));
        }
    }

    private Finding scopes(Optional<Set<String>> given) {
        if (given.isEmpty()) {
            return Finding.warn(SCOPES, "Slack does not tell which scopes the app has", INSTALL_AGAIN);
        }
        Set<String> needed = new TreeSet<>(ALWAYS);
        Set<String> useful = new TreeSet<>(Set.of("channels:read", "groups:read"));
        if (policy.filter(each -> !each.approverGroups().isEmpty()).isPresent()) {
            needed.add("usergroups:read");
        }
        if (approvers().anyMatch(each -> each.contains("@"))) {
            needed.add("users:read.email");
        }
        needed.removeAll(given.get());
        useful.removeAll(given.get());
        if (!needed.isEmpty()) {
            return Finding.fail(SCOPES, "the app lacks " + String.join(", ", needed), INSTALL_AGAIN);
        }
        return useful.isEmpty()
                ? Finding.ok(SCOPES, "the app has what it needs")
                : Finding.warn(
                        SCOPES,
                        "without " + String.join(", ", useful) + " no card is posted in such channels, because they may"
                                + " be shared with another organization",
                        INSTALL_AGAIN);
    }

    private List<Finding> named(SlackLook look) {
        List<Function<SlackLook, Finding>> questions = new ArrayList<>();
        channels().forEach(id -> questions.add(asked -> channel(id, asked.channel(id))));
        approvers().forEach(name -> questions.add(asked -> approver(name, asked)));
        List<Finding> findings = new ArrayList<>();
        questions.stream().limit(MOST_QUESTIONS).forEach(each -> findings.add(each.apply(look)));
        if (questions.size() > MOST_QUESTIONS) {
            findings.add(Finding.warn(
                    APPROVER,
                    "the policy names " + questions.size() + " channels and approvers; the first " + MOST_QUESTIONS
                            + " were looked at",
                    "look at the others in Slack"));
        }
        return findings;
    }

    private Stream<String> channels() {
        return policy.stream()
                .flatMap(each -> Stream.concat(
                        Stream.of(each.channel()), each.bots().stream().flatMap(bot -> bot.channel().stream())))
                .filter(id -> !id.isEmpty())
                .distinct();
    }

    private Stream<String> approvers() {
        return policy.stream().flatMap(each -> {
            Set<String> names = new LinkedHashSet<>(each.approverNames());
            each.bots().forEach(bot -> names.addAll(bot.owners().names()));
            return names.stream();
        });
    }

    private static Finding channel(String id, Told<SlackLook.Place> told) {
        if (told.value().isEmpty()) {
            return Finding.fail(CHANNEL, id + " is not there for the app", told.why());
        }
        SlackLook.Place place = told.value().get();
        String name = "#" + place.name() + " (" + id + ")";
        if (place.archived()) {
            return Finding.fail(CHANNEL, name + " is archived", "name another channel in the policy, or unarchive it");
        }
        if (place.shared()) {
            return Finding.fail(
                    CHANNEL,
                    name + " is shared with another organization, whose people would see what bots ask for",
                    "name another channel in the policy");
        }
        return place.member()
                ? Finding.ok(CHANNEL, "the app is in " + name)
                : Finding.fail(CHANNEL, "the app is not in " + name, "in that channel: /invite @botcreds");
    }

    private static Finding approver(String name, SlackLook look) {
        if (name.startsWith("S")) {
            return look.groupSize(name)
                    .fold(
                            size -> size > 0
                                    ? Finding.ok(APPROVER, "group " + name + " has " + Words.count(size, "member"))
                                    : Finding.fail(
                                            APPROVER, "group " + name + " is empty", "put people into it, in Slack"),
                            why -> unknown(name, why));
        }
        Told<SlackLook.Person> told = name.contains("@") ? look.personByEmail(name) : look.person(name);
        return told.fold(
                person -> person.canDecide()
                        ? Finding.ok(APPROVER, name + " is " + person.name())
                        : Finding.fail(
                                APPROVER,
                                name + " (" + person.name() + ") is a guest, a bot, or gone, and may not decide",
                                "name somebody else in the policy"),
                why -> unknown(name, why));
    }

    private static Finding unknown(String name, String why) {
        return Finding.fail(
                APPROVER, name + " is not found: " + why, "correct the id; in Slack: profile, ⋮, Copy member ID");
    }
}

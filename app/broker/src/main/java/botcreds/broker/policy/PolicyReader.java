package botcreds.broker.policy;

import botcreds.broker.model.AsciiCase;
import botcreds.broker.model.BotId;
import botcreds.broker.model.Kind;
import botcreds.broker.policy.YamlNode.Entries;
import botcreds.broker.policy.YamlNode.Span;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads a policy from its bytes, and tells everything that is wrong with it at once. Immutable and thread-safe. */
public final class PolicyReader {
    private static final List<String> KEYS = List.of(
            "approvers",
            "channel",
            "may_remember",
            "bots",
            "defaults",
            "limits",
            "alerts",
            "quiet_hours",
            "remember",
            "review",
            "tests");
    private static final List<String> DEFAULTS =
            List.of("requires_approval", "approval_timeout", "max_ttl", "attribution");
    private static final List<String> LIMITS = List.of("pending_per_bot", "waiting_per_bot");
    private static final int HIGHEST_LIMIT = 10_000;

    private final String webHost;

    /**
     * Makes a reader.
     *
     * @param webHost GitHub's host, and port if any; repositories may be written as addresses there
     */
    public PolicyReader(String webHost) {
        this.webHost = webHost;
    }

    /**
     * Reads and compiles the bytes and runs the tests in them.
     *
     * @param now decides which rules have expired
     */
    public PolicyReading read(byte[] bytes, Instant now) {
        Issues issues = new Issues();
        Optional<PolicyParts> parts = document(bytes, issues).flatMap(document -> parts(document, today(now), issues));
        if (issues.failed() || parts.isEmpty()) {
            return new PolicyReading(Optional.empty(), issues.all());
        }
        Policy policy = new Policy(PolicyText.sha256(bytes), parts.get(), issues.all());
        policy.tests().forEach(test -> test.run(policy, now, issues));
        return new PolicyReading(issues.failed() ? Optional.empty() : Optional.of(policy), issues.all());
    }

    /** Returns the document if both readers see the same in it. */
    static Optional<Entries> document(byte[] bytes, Issues issues) {
        Optional<String> text = PolicyText.decode(bytes, issues);
        Optional<Entries> document = text.flatMap(each -> StrictYaml.read(each, issues));
        if (!issues.failed() && text.isPresent() && document.isPresent()) {
            SecondReader.compare(text.get(), document.get(), issues);
        }
        return document;
    }

    private Optional<PolicyParts> parts(Entries document, LocalDate today, Issues issues) {
        return Section.open(document, "policy", KEYS, issues).map(policy -> {
            WhoReader who = new WhoReader(issues);
            Approvers approvers = who.approvers(policy, "approvers").orElse(Approvers.NOBODY);
            BotReader bots = new BotReader(new RuleReader(webHost, today, who, issues), who, approvers, issues);
            Map<BotId, PolicyParts.Bot> listed =
                    policy.node("bots").map(bots::bots).orElse(Map.of());
            if (!policy.has("bots")) {
                issues.error("no_bots", Span.FILE, "The policy lists no bots; write bots: {} if that is meant.");
            }
            if (!policy.has("approvers")) {
                issues.warning(
                        "no_approvers",
                        Span.FILE,
                        "The policy names no approvers; only the administrator can approve where a rule names nobody.");
            }
            Optional<Approvers> mayRemember = who.approvers(policy, "may_remember");
            refuseHumanBots(listed, who, issues);
            return new PolicyParts(
                    approvers,
                    who.channel(policy, "channel"),
                    mayRemember,
                    listed,
                    defaults(policy, issues),
                    limits(policy, issues),
                    new AlertsReader(issues).alerts(policy),
                    new QuietHoursReader(issues).quietHours(policy),
                    new RememberReader(issues).plan(policy),
                    new ReviewReader(who, issues).plan(policy),
                    new TestReader(webHost, issues).tests(policy));
        });
    }

    private static PolicyParts.Defaults defaults(Section policy, Issues issues) {
        PolicyParts.Defaults unsaid = PolicyParts.Defaults.UNSAID;
        return policy.node("defaults")
                .flatMap(node -> Section.open(node, "defaults", DEFAULTS, issues))
                .map(section -> new PolicyParts.Defaults(
                        section.flag("requires_approval").orElse(unsaid.requiresApproval()),
                        section.duration("approval_timeout", RuleReader.SHORTEST_TIMEOUT, RuleReader.LONGEST_TIMEOUT)
                                .orElse(unsaid.approvalTimeout()),
                        section.duration("max_ttl", Kind.SHORTEST_TTL, Kind.SESSION.longestTtl()),
                        new AttributionReader(issues).read(section).orElse(unsaid.attribution()),
                        section.span().line()))
                .orElse(unsaid);
    }

    private static Limits limits(Section policy, Issues issues) {
        Limits unsaid = Limits.DEFAULT;
        return policy.node("limits")
                .flatMap(node -> Section.open(node, "limits", LIMITS, issues))
                .map(section -> new Limits(
                        section.number("pending_per_bot", 1, HIGHEST_LIMIT).orElse(unsaid.pendingPerBot()),
                        section.number("waiting_per_bot", 1, HIGHEST_LIMIT).orElse(unsaid.waitingPerBot())))
                .orElse(unsaid);
    }

    /** Whoever decides must not be able to ask: a name that is both would blur who did what. */
    private static void refuseHumanBots(Map<BotId, PolicyParts.Bot> bots, WhoReader who, Issues issues) {
        who.named()
                .forEach((name, span) -> bots.keySet().stream()
                        .filter(bot -> AsciiCase.fold(bot.value()).equals(AsciiCase.fold(name)))
                        .forEach(bot -> issues.error(
                                "bot_is_human",
                                span,
                                "\"" + name + "\" is a bot and cannot decide or own; rename the bot.")));
    }

    private static LocalDate today(Instant now) {
        return LocalDate.ofInstant(now, ZoneOffset.UTC);
    }
}

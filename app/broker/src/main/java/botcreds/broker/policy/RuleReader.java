package botcreds.broker.policy;

import botcreds.broker.model.Kind;
import botcreds.broker.policy.YamlNode.Scalar;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads the three lists of rules, and refuses rules that can match nothing, or everything by accident. */
final class RuleReader {
    /** Waiting shorter is no waiting, and after a month nobody remembers the question. */
    static final Duration SHORTEST_TIMEOUT = Duration.ofMinutes(1);

    static final Duration LONGEST_TIMEOUT = Duration.ofDays(30);

    private static final int MOST_APPROVALS = 10;
    private static final int MOST_RULES = 200_000;
    private static final List<String> DENY = List.of("repo", "permissions");
    private static final List<String> AUTO_APPROVE = List.of("repo", "permissions", "expires", "max_ttl");
    private static final List<String> REQUIRES_APPROVAL = List.of(
            "repo", "permissions", "approvers", "approvals", "channel", "approval_timeout", "max_ttl", "notify");

    private final String webHost;
    private final LocalDate today;
    private final WhoReader who;
    private final Issues issues;
    private int read;

    RuleReader(String webHost, LocalDate today, WhoReader who, Issues issues) {
        this.webHost = webHost;
        this.today = today;
        this.who = who;
        this.issues = issues;
    }

    List<Rule> deny(Section bot) {
        return rules(bot, "deny", DENY);
    }

    List<Rule> autoApprove(Section bot) {
        return rules(bot, "auto_approve", AUTO_APPROVE);
    }

    List<Rule> requiresApproval(Section bot) {
        return rules(bot, "requires_approval", REQUIRES_APPROVAL);
    }

    private List<Rule> rules(Section bot, String list, List<String> keys) {
        List<YamlNode> items = bot.items(list);
        read += items.size();
        if (read > MOST_RULES) {
            bot.error("too_many_rules", list, "the policy has more than " + MOST_RULES + " rules; use globs.");
            return List.of();
        }
        String path = bot.path() + "." + list;
        List<Rule> rules = new ArrayList<>(items.size());
        for (int index = 0; index < items.size(); index++) {
            YamlNode item = items.get(index);
            int at = index;
            Section.open(item, path + "[" + index + "]", keys, issues)
                    .flatMap(section -> rule(section, list, path, at))
                    .ifPresent(rules::add);
        }
        return rules;
    }

    private Optional<Rule> rule(Section section, String list, String path, int index) {
        if (!saysEnough(section, list)) {
            return Optional.empty();
        }
        Optional<RepositoryPattern> repositories = repositories(section);
        Optional<PermissionTerms> permissions = permissions(section);
        Optional<LocalDate> expires = section.date("expires");
        expires.filter(day -> day.isBefore(today))
                .ifPresent(day -> issues.warning(
                        "expired",
                        section.spanOf("expires"),
                        section.path() + ": ended on " + day + " and does nothing; remove it."));
        Optional<Duration> maxTtl = section.duration("max_ttl", Kind.SHORTEST_TTL, Kind.SESSION.longestTtl());
        Rule.Asking asking = asking(section);
        if (repositories.isEmpty() || permissions.isEmpty()) {
            return Optional.empty();
        }
        int line = section.span().line();
        return Optional.of(new Rule(path, index, line, repositories.get(), permissions.get(), expires, maxTtl, asking));
    }

    private boolean saysEnough(Section section, String list) {
        boolean repo = section.has("repo");
        boolean permissions = section.has("permissions");
        String fault =
                switch (list) {
                    case "auto_approve" ->
                        repo && permissions
                                ? ""
                                : "needs both repo and permissions; for everyone's repositories write repo: \"*/*\".";
                    case "deny" ->
                        repo || permissions
                                ? ""
                                : "would deny everything; name a repo or permissions. To turn a bot off, write repo: \"*/*\".";
                    default ->
                        repo || permissions || section.has("approvers") || section.has("approvals")
                                ? ""
                                : "says nothing; name a repo, permissions, approvers or approvals.";
                };
        if (!fault.isEmpty()) {
            issues.error("rule_too_wide", section.span(), section.path() + ": " + fault);
        }
        return fault.isEmpty();
    }

    private Optional<RepositoryPattern> repositories(Section section) {
        if (!section.has("repo")) {
            return Optional.of(RepositoryPattern.ALL);
        }
        return section.text("repo")
                .flatMap(text -> RepositoryPattern.parse(
                        text, webHost, fault -> section.error("bad_repository", "repo", fault)));
    }

    private Optional<PermissionTerms> permissions(Section section) {
        if (!section.has("permissions")) {
            return Optional.of(PermissionTerms.ALL);
        }
        List<Scalar> scalars = section.oneOrMore("permissions");
        boolean right = !scalars.isEmpty();
        for (Scalar scalar : scalars) {
            Optional<String> fault = PermissionTerms.fault(scalar.text(), true);
            fault.ifPresent(text ->
                    issues.error("unknown_permission", scalar.span(), section.path() + ".permissions: " + text));
            right &= fault.isEmpty();
        }
        return right
                ? Optional.of(
                        PermissionTerms.of(scalars.stream().map(Scalar::text).toList()))
                : Optional.empty();
    }

    private Rule.Asking asking(Section section) {
        Optional<Approvers> approvers = who.approvers(section, "approvers");
        OptionalInt approvals = section.number("approvals", 1, MOST_APPROVALS);
        Optional<String> channel = who.channel(section, "channel");
        Optional<Duration> timeout = section.duration("approval_timeout", SHORTEST_TIMEOUT, LONGEST_TIMEOUT);
        Rule.Asking asking =
                new Rule.Asking(approvers, approvals, channel, timeout, new NotifyReader(issues).ofRequests(section));
        // The same one for the many rules that say nothing of it.
        return asking.equals(Rule.Asking.NOTHING) ? Rule.Asking.NOTHING : asking;
    }
}

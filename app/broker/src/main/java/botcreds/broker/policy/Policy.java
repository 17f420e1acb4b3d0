package botcreds.broker.policy;

import botcreds.broker.model.Attribution;
import botcreds.broker.model.BotId;
import botcreds.broker.model.Human;
import botcreds.broker.model.Kind;
import botcreds.broker.model.Scope;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** One state of the policy file, compiled. Immutable and thread-safe; no call does I/O. */
public final class Policy {
    private final String digest;
    private final PolicyParts parts;
    private final List<PolicyIssue> warnings;
    private final Map<String, BotId> botsByKey = new HashMap<>();
    private final Map<String, BotId> botsBySan = new HashMap<>();
    private final Approvers everyApprover;
    private final Approvers everyOwner;
    private final Set<String> groups;

    Policy(String digest, PolicyParts parts, List<PolicyIssue> warnings) {
        this.digest = digest;
        this.parts = parts;
        this.warnings = List.copyOf(warnings);
        List<Approvers> approvers = new ArrayList<>(List.of(parts.approvers()));
        List<Approvers> owners = new ArrayList<>();
        for (PolicyParts.Bot bot : parts.bots().values()) {
            approvers.addAll(bot.asked());
            owners.add(bot.entry().owners());
            for (Identity identity : bot.entry().identities()) {
                if (identity instanceof Identity.ApiKey key) {
                    key.sha256().forEach(hash -> botsByKey.put(hash, bot.entry().id()));
                }
                if (identity instanceof Identity.Mtls certificate) {
                    botsBySan.put(certificate.san(), bot.entry().id());
                }
            }
        }
        everyApprover = Approvers.union(approvers);
        everyOwner = Approvers.union(owners);
        groups = Approvers.union(
                        List.of(everyApprover, everyOwner, parts.mayRemember().orElse(Approvers.NOBODY)))
                .groups();
    }

    /** Returns SHA-256 of the file's bytes, in hex. */
    public String digest() {
        return digest;
    }

    /**
     * Decides. The first of these that applies: deny, auto_approve, requires_approval, defaults; a bot that is not listed
     * has no rules and gets the defaults.
     *
     * @param at a rule with {@code expires} ends with that day, UTC
     */
    public Decision decide(BotId bot, Scope scope, Instant at) {
        BotRules rules = rules(bot);
        Optional<RuleRef> denial = rules.denial(scope);
        if (denial.isPresent()) {
            return new Deny(denial.get());
        }
        Optional<List<Rule>> cover = rules.cover(scope, LocalDate.ofInstant(at, ZoneOffset.UTC));
        if (cover.isPresent()) {
            return new AutoApprove(covered(cover.get()));
        }
        List<BotRules.Hit> demands = rules.demands(scope);
        if (!demands.isEmpty()) {
            return asked(bot, demands);
        }
        return byDefault(bot);
    }

    /** Decides as if nothing were approved by itself: a deny, or who would have to be asked. */
    public Decision decideWithoutApprovals(BotId bot, Scope scope) {
        Optional<RuleRef> denial = rules(bot).denial(scope);
        if (denial.isPresent()) {
            return new Deny(denial.get());
        }
        List<BotRules.Hit> demands = rules(bot).demands(scope);
        return demands.isEmpty() ? byDefault(bot) : asked(bot, demands);
    }

    public Optional<BotEntry> bot(BotId bot) {
        return Optional.ofNullable(parts.bots().get(bot)).map(PolicyParts.Bot::entry);
    }

    /** Returns the listed bots in order of the file. */
    public List<BotEntry> bots() {
        return parts.bots().values().stream().map(PolicyParts.Bot::entry).toList();
    }

    /** Returns every rule of the file, in its order. */
    public List<WrittenRule> written() {
        return parts.bots().entrySet().stream()
                .flatMap(bot -> bot.getValue().rules().written(bot.getKey()).stream())
                .toList();
    }

    /** Finds whose key has this SHA-256, 64 lower-case hex digits. */
    public Optional<BotId> botByApiKey(String sha256Hex) {
        return Optional.ofNullable(botsByKey.get(sha256Hex));
    }

    /** Finds whose client certificate has this subject alternative name, letter by letter. */
    public Optional<BotId> botBySan(String san) {
        return Optional.ofNullable(botsBySan.get(san));
    }

    /** Returns every Slack user group named anywhere: whoever may be in one must be looked up. */
    public Set<String> approverGroups() {
        return groups;
    }

    /** Returns everybody whom the policy or one of its rules names as approver: user ids, group ids and e-mails. */
    public List<String> approverNames() {
        return everyApprover.names();
    }

    /** Tells whether this human is an approver of anything, or owns a bot. */
    public boolean namesAsApprover(Human human) {
        return everyApprover.include(human) || everyOwner.name(human);
    }

    /** Tells whether this human is an approver of anything; owning a bot makes nobody one. */
    public boolean isApprover(Human human) {
        return everyApprover.include(human);
    }

    /** Tells whether this human decides where no rule names others. */
    public boolean isGeneralApprover(Human human) {
        return parts.approvers().include(human);
    }

    /** Tells whether what this human approves may be remembered; {@code may_remember} absent means every approver's may. */
    public boolean mayRemember(Human human) {
        return parts.mayRemember().orElse(everyApprover).include(human);
    }

    /** Returns the global channel; empty text when the policy names none. */
    public String channel() {
        return parts.channel().orElse("");
    }

    /** Returns the bot's own channel or the global one; empty text when the policy names neither. */
    public String channelFor(BotId bot) {
        return bot(bot).flatMap(BotEntry::channel).orElseGet(this::channel);
    }

    /** Returns what this bot's commits must say; a bot that is not listed has the defaults. */
    public Attribution attribution(BotId bot) {
        return bot(bot).flatMap(BotEntry::attribution).orElse(parts.defaults().attribution());
    }

    /** Tells whether any commit can violate what the policy demands of commits. */
    public boolean demandsAttribution() {
        return parts.defaults().attribution().demandsAnything()
                || bots().stream().flatMap(each -> each.attribution().stream()).anyMatch(Attribution::demandsAnything);
    }

    public Duration approvalTimeout() {
        return parts.defaults().approvalTimeout();
    }

    /**
     * Returns the longest life that the bot and its rules allow, or the defaults where neither says anything; empty means
     * what the kind allows, and no answer is longer than that. Rules count here also after they have expired: an approval by hand is then no longer-lived.
     */
    public Optional<Duration> maxTtl(BotId bot, Scope scope, Kind kind) {
        return Stream.concat(bot(bot).flatMap(BotEntry::maxTtl).stream(), rules(bot).maxTtl(scope).stream())
                .min(Comparator.naturalOrder())
                .or(() -> parts.defaults().maxTtl())
                .map(ttl -> ttl.compareTo(kind.longestTtl()) < 0 ? ttl : kind.longestTtl());
    }

    /** Returns from when on humans are told that something is unusual. */
    public AlertLimits alerts() {
        return parts.alerts();
    }

    public Limits limits() {
        return parts.limits();
    }

    /** Tells whether nobody wants to be reminded now; without quiet hours there is no such time. */
    public boolean isQuiet(Instant at) {
        return parts.quietHours().filter(hours -> hours.include(at)).isPresent();
    }

    public RememberPlan remember() {
        return parts.remember();
    }

    public ReviewPlan review() {
        return parts.review();
    }

    /**
     * Returns who is told besides Slack of something that happened to a request: for each happening the rules that the
     * scope runs into, where one of them says so, otherwise the bot, otherwise the whole policy.
     */
    public List<Way> ways(BotId bot, Scope scope, Happening happening) {
        List<List<Way>> ruled = rules(bot).demands(scope).stream()
                .flatMap(hit -> hit.rule().asking().told().of(happening).stream())
                .toList();
        if (!ruled.isEmpty()) {
            return each(ruled.stream().flatMap(List::stream).toList());
        }
        return Optional.ofNullable(parts.bots().get(bot))
                .flatMap(listed -> listed.told().of(happening))
                .map(Policy::each)
                .orElseGet(() -> ways(happening));
    }

    /** Tells whether anybody anywhere is to be told in this way. */
    public boolean tellsBy(Way.Kind kind) {
        Stream<Notify> bots = parts.bots().values().stream()
                .flatMap(bot -> Stream.concat(Stream.of(bot.told()), bot.rules().told()));
        return Stream.concat(Stream.of(parts.told()), bots)
                .flatMap(each -> each.ways().values().stream())
                .flatMap(List::stream)
                .anyMatch(way -> way.kind() == kind);
    }

    /** Returns who is told besides Slack of what is about no request in particular. */
    public List<Way> waysForNotices() {
        return ways(Happening.NOTICE);
    }

    private List<Way> ways(Happening happening) {
        return each(parts.told().of(happening).orElse(List.of()));
    }

    /** Each once; who is told always needs nothing more in Slack's place. */
    private static List<Way> each(List<Way> ways) {
        return ways.stream()
                .filter(way ->
                        !way.forSlack() || ways.stream().noneMatch(each -> !each.forSlack() && each.leadsWhere(way)))
                .distinct()
                .toList();
    }

    /** Returns what is doubtful but does not stop the policy from counting. */
    public List<PolicyIssue> warnings() {
        return warnings;
    }

    List<PolicyTest> tests() {
        return parts.tests();
    }

    BotRules rules(BotId bot) {
        PolicyParts.Bot listed = parts.bots().get(bot);
        return listed == null ? BotRules.NONE : listed.rules();
    }

    private static RuleRef covered(List<Rule> rules) {
        List<String> names = rules.stream()
                .limit(3)
                .map(rule -> "\"" + rule.repositories().written() + "\" with "
                        + String.join(", ", rule.permissions().words()))
                .toList();
        String more = rules.size() > names.size() ? " and " + (rules.size() - names.size()) + " more" : "";
        return rules.get(0).ref("auto_approve: everything asked is covered by " + String.join(" and ", names) + more);
    }

    private RequireApproval asked(BotId bot, List<BotRules.Hit> demands) {
        List<Rule.Asking> asking =
                demands.stream().map(hit -> hit.rule().asking()).toList();
        return new RequireApproval(
                demands.get(0).explain("requires_approval"),
                asking.stream()
                        .map(each -> each.approvers().orElse(parts.approvers()))
                        .distinct()
                        .toList(),
                asking.stream()
                        .mapToInt(each -> each.approvals().orElse(1))
                        .max()
                        .orElse(1),
                asking.stream()
                        .flatMap(each -> each.channel().stream())
                        .findFirst()
                        .orElseGet(() -> channelFor(bot)),
                asking.stream()
                        .map(each -> each.timeout().orElse(approvalTimeout()))
                        .min(Comparator.naturalOrder())
                        .orElse(approvalTimeout()));
    }

    private Decision byDefault(BotId bot) {
        String whom = parts.bots().containsKey(bot)
                ? "no rule of " + bot + " is about this"
                : bot + " is not listed under bots";
        PolicyParts.Defaults defaults = parts.defaults();
        if (!defaults.requiresApproval()) {
            return new Deny(new RuleRef(
                    "defaults.requires_approval", defaults.line(), "defaults: " + whom + ", and that is denied"));
        }
        return new RequireApproval(
                new RuleRef(
                        "defaults.requires_approval", defaults.line(), "defaults: " + whom + ", so a human decides"),
                List.of(parts.approvers()),
                1,
                channelFor(bot),
                approvalTimeout());
    }
}

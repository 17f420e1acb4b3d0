package botcreds.broker.policy;

import botcreds.broker.model.AsciiCase;
import botcreds.broker.model.BotId;
import botcreds.broker.model.Human;
import botcreds.broker.model.Kind;
import botcreds.broker.policy.YamlNode.Entries;
import botcreds.broker.policy.YamlNode.Entry;
import botcreds.broker.policy.YamlNode.Scalar;
import botcreds.broker.policy.YamlNode.Span;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads {@code bots:}. */
final class BotReader {
    private static final List<String> KEYS = List.of(
            "identity",
            "owner",
            "allow_self_approval",
            "channel",
            "max_ttl",
            "attribution",
            "notify",
            "auto_approve",
            "requires_approval",
            "deny");

    private final RuleReader rules;
    private final WhoReader who;
    private final IdentityReader identities;
    private final AttributionReader attributions;
    private final NotifyReader notifies;
    private final Issues issues;
    private final Approvers fallback;

    /**
     * Makes a reader.
     *
     * @param fallback who is asked where a rule names nobody
     */
    BotReader(RuleReader rules, WhoReader who, Approvers fallback, Issues issues) {
        this.rules = rules;
        this.who = who;
        this.fallback = fallback;
        this.issues = issues;
        identities = new IdentityReader(issues);
        attributions = new AttributionReader(issues);
        notifies = new NotifyReader(issues);
    }

    Map<BotId, PolicyParts.Bot> bots(YamlNode node) {
        Map<BotId, PolicyParts.Bot> bots = new LinkedHashMap<>();
        if (!(node instanceof Entries entries)) {
            issues.error(
                    "not_a_mapping", node.span(), "bots: expected a mapping from names to bots; write {} for none.");
            return bots;
        }
        Map<String, Span> seen = new HashMap<>();
        for (Entry entry : entries.entries().values()) {
            Optional<BotId> id = id(entry.key(), seen);
            id.flatMap(bot -> bot(bot, entry))
                    .ifPresent(bot -> bots.put(bot.entry().id(), bot));
        }
        return bots;
    }

    private Optional<BotId> id(Scalar key, Map<String, Span> seen) {
        String folded = AsciiCase.fold(key.text());
        Span earlier = seen.putIfAbsent(folded, key.span());
        if (earlier != null) {
            issues.error(
                    "similar_bots",
                    key.span(),
                    "bots." + key.text() + ": differs only in case from the bot in line " + earlier.line()
                            + "; rename one.");
            return Optional.empty();
        }
        if (folded.equals(Human.ADMIN_ID)) {
            issues.error(
                    "bot_is_human",
                    key.span(),
                    "bots." + key.text() + ": this name is the administrator's; rename the bot.");
            return Optional.empty();
        }
        if (folded.startsWith(BotId.UNLISTED)) {
            issues.error(
                    "bot_is_unlisted",
                    key.span(),
                    "bots." + key.text() + ": names that begin with " + BotId.UNLISTED
                            + " are for bots that no policy lists; rename the bot.");
            return Optional.empty();
        }
        try {
            return Optional.of(new BotId(key.text()));
        } catch (IllegalArgumentException impossible) {
            issues.error(
                    "bad_bot_name",
                    key.span(),
                    "bots: \"" + key.text() + "\" cannot be a name; " + impossible.getMessage() + ".");
            return Optional.empty();
        }
    }

    private Optional<PolicyParts.Bot> bot(BotId id, Entry entry) {
        return Section.open(entry.value(), "bots." + id, KEYS, issues).map(section -> {
            List<Identity> proofs = identities.identities(section);
            if (!section.has("identity")) {
                issues.warning(
                        "no_identity",
                        entry.key().span(),
                        section.path() + ": has no identity; it can sign in only with a key from botcreds keys rotate "
                                + id + ".");
            }
            List<Rule> asking = rules.requiresApproval(section);
            asking.forEach(rule -> refuseUnanswerable(rule, section));
            BotEntry bot = new BotEntry(
                    id,
                    who.approvers(section, "owner").orElse(Approvers.NOBODY),
                    section.flag("allow_self_approval").orElse(false),
                    proofs,
                    who.channel(section, "channel"),
                    section.duration("max_ttl", Kind.SHORTEST_TTL, Kind.SESSION.longestTtl()),
                    attributions.read(section));
            return new PolicyParts.Bot(
                    bot,
                    new BotRules(rules.deny(section), rules.autoApprove(section), asking),
                    asking.stream()
                            .flatMap(rule -> rule.asking().approvers().stream())
                            .distinct()
                            .toList(),
                    notifies.ofRequests(section));
        });
    }

    /** A rule that wants more humans than it names could never be satisfied. */
    private void refuseUnanswerable(Rule rule, Section section) {
        OptionalInt approvals = rule.asking().approvals();
        Approvers asked = rule.asking().approvers().orElse(fallback);
        int humans = asked.users().size() + asked.emails().size();
        if (approvals.orElse(1) > 1 && asked.groups().isEmpty() && humans < approvals.orElse(1)) {
            issues.error(
                    "too_few_approvers",
                    new Span(rule.line(), section.span().column(), 0, 0),
                    rule.list() + "[" + rule.index() + "]: wants " + approvals.orElse(1) + " approvals and " + humans
                            + " may give one; name more approvers or a group.");
        }
    }
}

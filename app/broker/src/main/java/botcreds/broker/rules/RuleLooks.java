package botcreds.broker.rules;

import botcreds.broker.model.Human;
import botcreds.broker.model.Level;
import botcreds.broker.model.Permissions;
import botcreds.broker.policy.BotEntry;
import botcreds.broker.policy.Decision;
import botcreds.broker.policy.KeptRule;
import botcreds.broker.policy.Policy;
import botcreds.broker.store.KeptRuleUses.Use;
import botcreds.broker.store.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Looks at one remembered rule: what was used of it, and what one human may do about it. Keeps nothing. */
final class RuleLooks {
    /** What was not needed for this long is probably not needed. */
    static final Duration LONG_UNUSED = Duration.ofDays(30);

    private RuleLooks() {}

    static StandingRule of(Transaction tx, Policy policy, KeptRule rule, Human human) {
        List<Use> uses = tx.keptRuleUses().of(rule.key());
        Optional<Instant> last = uses.stream().map(Use::lastAt).max(Comparator.naturalOrder());
        Instant before = tx.now().minus(LONG_UNUSED);
        boolean watchedLong = !watchedSince(tx, rule).isAfter(before);
        boolean unused = watchedLong && last.filter(at -> at.isAfter(before)).isEmpty();
        return new StandingRule(
                rule.key(),
                rule.bot(),
                rule.scope(),
                rule.text(),
                rule.byName(),
                rule.on(),
                rule.requestShortId(),
                last,
                unused,
                watchedLong && !unused ? narrower(rule.permissions(), uses, before) : Optional.empty(),
                tx.keptRuleUses()
                        .kept(rule.key())
                        .map(kept -> new StandingRule.Kept(kept.byId(), kept.byName(), kept.at())),
                mayKeep(policy, rule, human),
                mayRemove(policy, rule, human));
    }

    /** Nobody wrote down uses before this, so their absence says nothing of the time before. */
    private static Instant watchedSince(Transaction tx, KeptRule rule) {
        Instant remembered = rule.on().atStartOfDay(ZoneOffset.UTC).toInstant();
        Instant written = tx.accessReviews().usesSince().orElse(tx.now());
        return written.isAfter(remembered) ? written : remembered;
    }

    private static Optional<Permissions> narrower(Permissions given, List<Use> uses, Instant since) {
        Map<String, Level> used = new TreeMap<>();
        for (Use use : uses) {
            if (use.lastAt().isAfter(since)) {
                used.merge(use.permission(), use.level(), (one, other) -> one.covers(other) ? one : other);
            }
        }
        return used.isEmpty() || used.equals(given.levels()) ? Optional.empty() : Optional.of(Permissions.of(used));
    }

    /** Whoever would have to approve the scope if the rule were not there, but no owner of the bot alone. */
    static boolean mayKeep(Policy policy, KeptRule rule, Human human) {
        boolean forbidden = owns(policy, rule, human)
                && !policy.bot(rule.bot()).map(BotEntry::allowSelfApproval).orElse(false);
        return decides(policy, rule, human) && !forbidden;
    }

    /** To take something away, the owner of the bot is enough. */
    static boolean mayRemove(Policy policy, KeptRule rule, Human human) {
        return decides(policy, rule, human) || owns(policy, rule, human);
    }

    private static boolean decides(Policy policy, KeptRule rule, Human human) {
        boolean anyApprover = human.id().equals(Human.ADMIN_ID) || policy.namesAsApprover(human);
        Decision without = policy.decideWithoutApprovals(rule.bot(), rule.scope());
        return without.fold(deny -> anyApprover, allow -> anyApprover, asked -> asked.mayBeDecidedBy(human));
    }

    private static boolean owns(Policy policy, KeptRule rule, Human human) {
        return policy.bot(rule.bot()).filter(entry -> entry.ownedBy(human)).isPresent();
    }
}

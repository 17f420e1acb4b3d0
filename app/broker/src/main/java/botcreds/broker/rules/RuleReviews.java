package botcreds.broker.rules;

import botcreds.broker.model.AuditEvent;
import botcreds.broker.model.Human;
import botcreds.broker.policy.KeptRule;
import botcreds.broker.policy.Policy;
import botcreds.broker.policy.PolicyFile;
import botcreds.broker.policy.Remembered;
import botcreds.broker.requests.Surface;
import botcreds.broker.store.Store;
import botcreds.broker.store.StoreUnavailable;
import botcreds.broker.store.Transaction;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Another look at what was remembered: which rules there are, what was used of them, and a human's word that one stays or
 * goes. Rules that people wrote into the policy are none of its business. Thread-safe; {@link #remove} writes a file.
 */
public final class RuleReviews {
    private static final Comparator<StandingRule> DOUBTFUL_FIRST =
            Comparator.comparing((StandingRule rule) -> !rule.isUnused()).thenComparing(rule -> !rule.isDoubtful());

    private final Store store;
    private final PolicyFile policyFile;

    public RuleReviews(Store store, PolicyFile policyFile) {
        this.store = store;
        this.policyFile = policyFile;
    }

    /**
     * What became of a human's word.
     *
     * @param done whether it is as they wanted now
     * @param text for that human
     */
    public record Outcome(boolean done, String text) {}

    /** The remembered rules as this human sees them; first those whose removal is suggested, then by file. */
    public List<StandingRule> rules(Human human) {
        Policy policy = policyFile.current();
        return store.read(tx -> policyFile.kept().stream()
                .map(rule -> RuleLooks.of(tx, policy, rule, human))
                .sorted(DOUBTFUL_FIRST)
                .toList());
    }

    /** Writes down that the rule shall stay. */
    public Outcome keep(String key, Human human, Surface surface) {
        return failingClosed(() -> {
            Optional<KeptRule> found = policyFile.kept(key);
            if (found.isEmpty()) {
                return gone();
            }
            KeptRule rule = found.get();
            if (!RuleLooks.mayKeep(policyFile.current(), rule, human)) {
                return turnedAway(
                        rule,
                        human,
                        surface,
                        "Only who approves " + rule.scope().permissions() + " on " + rule.repository() + " for "
                                + rule.bot() + ", and does not own it, can say that this rule stays.");
            }
            store.writeNow(tx -> {
                tx.keptRuleUses().keep(key, human.id(), human.name());
                record(tx, AuditEvent.Type.ACCESS_REVIEWED, rule, human, surface, Map.of("decision", "keep"));
                return true;
            });
            return new Outcome(true, "Kept: " + rule.bot() + " goes on getting this without asking. " + rule.text());
        });
    }

    /** Takes the rule out of the policy file; from then on the bot has to ask again. */
    public Outcome remove(String key, Human human, Surface surface) {
        return failingClosed(() -> {
            Optional<KeptRule> found = policyFile.kept(key);
            if (found.isEmpty()) {
                return gone();
            }
            KeptRule rule = found.get();
            if (!RuleLooks.mayRemove(policyFile.current(), rule, human)) {
                return turnedAway(
                        rule,
                        human,
                        surface,
                        "Only who approves " + rule.scope().permissions() + " on " + rule.repository() + " for "
                                + rule.bot() + ", or owns it, can remove this rule.");
            }
            String before = policyFile.current().digest();
            Remembered outcome = policyFile.forget(key, Motives.forget(rule, human));
            return outcome.fold(
                    written -> removed(rule, human, surface, before, written),
                    proposed -> proposed(rule, human, surface, proposed),
                    already -> gone(),
                    refused -> refused(rule, human, surface, refused.why()));
        });
    }

    private Outcome removed(KeptRule rule, Human human, Surface surface, String before, Remembered.Written written) {
        String after = written.policy().digest();
        store.writeNow(tx -> {
            tx.keptRuleUses().forget(rule.key());
            record(
                    tx,
                    AuditEvent.Type.POLICY_FORGOTTEN,
                    rule,
                    human,
                    surface,
                    Map.of("policy_hash_before", before, "policy_hash", after, "detail", written.diff()));
            record(tx, AuditEvent.Type.ACCESS_REVIEWED, rule, human, surface, Map.of("decision", "remove"));
            return true;
        });
        return new Outcome(
                true,
                "Removed: " + rule.bot() + " has to ask for this again. What it holds already lives on until it ends or"
                        + " is revoked. " + rule.text());
    }

    private Outcome proposed(KeptRule rule, Human human, Surface surface, Remembered.Proposed proposed) {
        store.writeNow(tx -> {
            String detail = proposed.what() + ", " + proposed.link() + "\n" + proposed.diff();
            record(tx, AuditEvent.Type.POLICY_PROPOSED, rule, human, surface, Map.of("detail", detail));
            return true;
        });
        return new Outcome(
                true,
                "Removal proposed: " + proposed.what() + ", " + proposed.link()
                        + ". The rule counts until that is merged. " + rule.text());
    }

    private Outcome refused(KeptRule rule, Human human, Surface surface, String why) {
        store.writeNow(tx -> {
            record(tx, AuditEvent.Type.DECISION_REFUSED, rule, human, surface, Map.of("detail", why));
            return true;
        });
        return new Outcome(false, "Not removed: " + why);
    }

    private Outcome turnedAway(KeptRule rule, Human human, Surface surface, String why) {
        store.writeNow(tx -> {
            record(tx, AuditEvent.Type.DECISION_REFUSED, rule, human, surface, Map.of("detail", "NOT_APPROVER"));
            return true;
        });
        return new Outcome(false, why + " The policy names who does.");
    }

    private static Outcome gone() {
        return new Outcome(
                false,
                "That rule no longer stands in the policy as it was remembered; someone removed or changed it. Nothing"
                        + " was done.");
    }

    private static void record(
            Transaction tx,
            AuditEvent.Type type,
            KeptRule rule,
            Human human,
            Surface surface,
            Map<String, String> more) {
        Map<String, String> detail = new HashMap<>(more);
        detail.put("actor", human.id());
        detail.put("actor_name", human.name());
        detail.put("surface", surface.word());
        detail.put("rule", rule.where());
        detail.put("repo", rule.repository().fullName());
        detail.put("permissions", String.join(" ", rule.permissions().words()));
        tx.audit().append(new AuditEvent(type, Optional.of(rule.bot()), Optional.empty(), new TreeMap<>(detail)));
    }

    /** A removal that is written in the file and cannot be recorded stands: the file's own change is found and told. */
    private static Outcome failingClosed(Supplier<Outcome> word) {
        try {
            return word.get();
        } catch (StoreUnavailable away) {
            return new Outcome(
                    false,
                    "The broker cannot write its records now. Look at the rules again in a minute before you repeat this.");
        }
    }
}

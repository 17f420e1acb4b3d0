package botcreds.broker.rules;

import botcreds.broker.model.BotId;
import botcreds.broker.model.Elevation;
import botcreds.broker.model.Level;
import botcreds.broker.model.Permissions;
import botcreds.broker.model.Repository;
import botcreds.broker.model.Scope;
import botcreds.broker.policy.AutoApprove;
import botcreds.broker.policy.Decision;
import botcreds.broker.policy.Policy;
import botcreds.broker.policy.RuleRef;
import botcreds.broker.store.Store;
import botcreds.broker.store.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What counts now: the policy, and where it would ask a human, what humans gave for a while. A deny never gets this far.
 * Thread-safe; reads the database only where the policy alone does not answer.
 */
public final class EffectiveRules {
    private final Store store;

    public EffectiveRules(Store store) {
        this.store = store;
    }

    /** What counts for an ask now: the policy, then what humans added for a time. */
    public Decision decide(Policy policy, BotId bot, Scope scope, Instant now) {
        Decision decision = policy.decide(bot, scope, now);
        return asksAHuman(decision)
                ? elevated(store.read(tx -> tx.elevations().of(bot)), decision, policy, bot, scope, now)
                : decision;
    }

    /** What would be said of an ask, without asking. */
    public Verdict verdict(Policy policy, BotId bot, Scope scope) {
        return store.read(
                tx -> tx.locks().isLocked(bot) ? Verdicts.locked(bot) : Verdicts.of(decide(tx, policy, bot, scope)));
    }

    /** The same inside a unit of work. */
    public static Decision decide(Transaction tx, Policy policy, BotId bot, Scope scope) {
        Decision decision = policy.decide(bot, scope, tx.now());
        return asksAHuman(decision)
                ? elevated(tx.elevations().of(bot), decision, policy, bot, scope, tx.now())
                : decision;
    }

    private static boolean asksAHuman(Decision decision) {
        return decision.fold(deny -> false, allow -> false, approval -> true);
    }

    private static Decision elevated(
            List<Elevation> elevations, Decision decision, Policy policy, BotId bot, Scope scope, Instant now) {
        for (Repository repository : scope.repositories()) {
            for (Map.Entry<String, Level> asked : scope.permissions().levels().entrySet()) {
                boolean given =
                        elevations.stream().anyMatch(each -> each.covers(repository, asked.getKey(), asked.getValue()));
                if (!given && !isGivenAnyway(scope, repository, asked, elevations, policy, bot, now)) {
                    return decision;
                }
            }
        }
        return firstAbout(elevations, scope)
                .<Decision>map(first -> new AutoApprove(new RuleRef(
                        first.rule(),
                        0,
                        "elevation: " + first.byName() + " gave "
                                + first.scope().permissions() + " on "
                                + String.join(", ", first.scope().repositoryNames()) + " until " + first.endsAt())))
                .orElse(decision);
    }

    /** What policy gives by itself needs no elevation, and {@code metadata:read} comes with everything else at GitHub. */
    private static boolean isGivenAnyway(
            Scope scope,
            Repository repository,
            Map.Entry<String, Level> asked,
            List<Elevation> elevations,
            Policy policy,
            BotId bot,
            Instant now) {
        boolean metadata = asked.getKey().equals("metadata") && asked.getValue() == Level.READ;
        if (metadata
                && (scope.permissions().levels().size() > 1
                        || elevations.stream()
                                .anyMatch(each -> each.scope().repositories().contains(repository)))) {
            return true;
        }
        Scope pair = Scope.of(List.of(repository), Permissions.of(Map.of(asked.getKey(), asked.getValue())));
        return policy.decide(bot, pair, now).fold(deny -> false, allow -> true, approval -> false);
    }

    /** The one to name: it ends first of those that are about what was asked. */
    private static Optional<Elevation> firstAbout(List<Elevation> elevations, Scope scope) {
        return elevations.stream()
                .filter(each -> each.scope().repositories().stream().anyMatch(scope.repositories()::contains))
                .findFirst();
    }
}

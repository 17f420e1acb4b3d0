package botcreds.broker.access;

import botcreds.broker.errands.Alerts;
import botcreds.broker.github.Preflight;
import botcreds.broker.model.AuditEvent;
import botcreds.broker.model.BotId;
import botcreds.broker.model.Repository;
import botcreds.broker.model.Scope;
import botcreds.broker.policy.Policy;
import botcreds.broker.policy.RuleRef;
import botcreds.broker.store.Store;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Every name a repository has been seen under. GitHub's id stays when a repository is renamed, so what is denied under one
 * name stays denied under the next. Thread-safe; reads the database once per id.
 */
final class Renames {
    private final Store store;
    private final Alerts alerts;
    private final ConcurrentHashMap<Long, Set<Repository>> names = new ConcurrentHashMap<>();

    Renames(Store store, Alerts alerts) {
        this.store = store;
        this.alerts = alerts;
    }

    /** Says which rule denies one of these repositories under a name it had before, if one does. */
    Optional<RuleRef> deniedUnderAnotherName(BotId bot, Preflight.Ready ready, Policy policy) {
        Instant now = store.now();
        List<Repository> repositories = ready.scope().repositories();
        for (int at = 0; at < repositories.size(); at++) {
            Repository current = repositories.get(at);
            for (Repository former : namesOf(ready.repositoryIds().get(at), current)) {
                Optional<RuleRef> denied = former.equals(current)
                        ? Optional.empty()
                        : rule(
                                policy,
                                bot,
                                new Scope(List.of(former), ready.scope().permissions()),
                                now);
                if (denied.isPresent()) {
                    tell(bot, former, current, denied.get());
                    return denied;
                }
            }
        }
        return Optional.empty();
    }

    private Set<Repository> namesOf(long id, Repository now) {
        Set<Repository> known = names.computeIfAbsent(id, this::read);
        if (known.add(now)) {
            store.writeNow(tx -> {
                tx.repositoryNames().put(id, now);
                return true;
            });
        }
        return Set.copyOf(known);
    }

    private Set<Repository> read(long id) {
        Set<Repository> known = ConcurrentHashMap.newKeySet();
        known.addAll(store.read(tx -> tx.repositoryNames().namesOf(id)));
        return known;
    }

    private static Optional<RuleRef> rule(Policy policy, BotId bot, Scope scope, Instant now) {
        return policy.decide(bot, scope, now)
                .fold(deny -> Optional.of(deny.rule()), allow -> Optional.empty(), approval -> Optional.empty());
    }

    private void tell(BotId bot, Repository former, Repository current, RuleRef rule) {
        store.writeNow(tx -> {
            tx.audit()
                    .append(new AuditEvent(
                            AuditEvent.Type.REPOSITORY_RENAMED,
                            Optional.of(bot),
                            Optional.empty(),
                            new java.util.TreeMap<>(Map.of(
                                    "repo",
                                    current.fullName(),
                                    "former",
                                    former.fullName(),
                                    "rule",
                                    rule.toString()))));
            alerts.raise(
                    tx,
                    bot + " asked for a denied repository under its new name",
                    former + " is now called " + current + ". The rule " + rule + " still holds, so nothing was given."
                            + " Add the new name to the policy's deny list to say so openly.");
            return true;
        });
    }
}

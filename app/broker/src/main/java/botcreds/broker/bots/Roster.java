package botcreds.broker.bots;

import botcreds.broker.credentials.FairShares;
import botcreds.broker.model.BotId;
import botcreds.broker.model.Elevation;
import botcreds.broker.policy.BotEntry;
import botcreds.broker.policy.Policy;
import botcreds.broker.policy.PolicyFile;
import botcreds.broker.requests.Stats;
import botcreds.broker.store.AuditFilter;
import botcreds.broker.store.Locks.Lock;
import botcreds.broker.store.Store;
import botcreds.broker.store.Transaction;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Which bots there are and how each stands. Thread-safe; a look costs a few queries, and two small ones for each bot. */
public final class Roster {
    private final Store store;
    private final PolicyFile policyFile;
    private final FairShares shares;

    public Roster(Store store, PolicyFile policyFile, FairShares shares) {
        this.store = store;
        this.policyFile = policyFile;
        this.shares = shares;
    }

    /** Returns the bots that the policy lists, and those that it does not and that have something going; by name. */
    public List<BotView> bots() {
        Policy policy = policyFile.current();
        return store.read(tx -> look(tx, policy, bot -> true));
    }

    /** Returns what GitHub leaves each installation that it has told of, until its hour ends. */
    public List<Stats.Budget> hours() {
        return store.read(shares::budgets);
    }

    /** Returns one of them, if there is one of this name. */
    public Optional<BotView> bot(Transaction tx, BotId bot) {
        return look(tx, policyFile.current(), bot::equals).stream().findFirst();
    }

    private List<BotView> look(Transaction tx, Policy policy, Predicate<BotId> wanted) {
        Map<BotId, Integer> pending = tx.requests().pendingByBot();
        Map<BotId, Integer> alive = tx.credentials().countAlive();
        Map<BotId, Integer> revoking = tx.credentials().countRevoking();
        Map<BotId, List<Elevation>> elevations =
                tx.elevations().all().stream().collect(Collectors.groupingBy(Elevation::bot));
        Map<BotId, Lock> locks = tx.locks().all().stream().collect(Collectors.toMap(Lock::bot, lock -> lock));
        List<Stats.Budget> hours = shares.budgets(tx);
        TreeSet<BotId> names = new TreeSet<>(pending.keySet());
        policy.bots().forEach(entry -> names.add(entry.id()));
        names.addAll(alive.keySet());
        names.addAll(elevations.keySet());
        names.addAll(locks.keySet());
        return names.stream()
                .filter(wanted)
                .map(bot -> new BotView(
                        bot,
                        policy.bot(bot).isPresent(),
                        policy.bot(bot).flatMap(BotEntry::owner),
                        Optional.ofNullable(locks.get(bot))
                                .map(lock -> new BotView.Lock(lock.by(), lock.reason(), lock.at())),
                        pending.getOrDefault(bot, 0),
                        alive.getOrDefault(bot, 0),
                        revoking.getOrDefault(bot, 0),
                        keys(tx, bot),
                        elevations.getOrDefault(bot, List.of()),
                        shares(hours, bot),
                        tx.audit().latest(AuditFilter.newest(1).bot(bot)).stream()
                                .findFirst()
                                .map(row -> row.at())))
                .toList();
    }

    private static List<BotView.Share> shares(List<Stats.Budget> hours, BotId bot) {
        return hours.stream()
                .filter(hour -> hour.tokens().containsKey(bot.value()))
                .map(hour -> new BotView.Share(hour.tokens().getOrDefault(bot.value(), 0), hour.allTokens(), hour))
                .toList();
    }

    private static List<BotView.Key> keys(Transaction tx, BotId bot) {
        return tx.apiKeys().of(bot).stream()
                .filter(key ->
                        key.expiresAt().filter(end -> !end.isAfter(tx.now())).isEmpty())
                .map(key -> new BotView.Key(key.keyId(), key.createdAt(), key.expiresAt()))
                .toList();
    }
}

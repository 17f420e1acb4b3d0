package botcreds.broker.access;

import botcreds.broker.model.BotId;
import botcreds.broker.store.Locks;
import botcreds.broker.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Spares most asks a query whether their bot is locked. A yes is the database's own; a no may be a second old, so that the unit
 * of work which grants something asks once more. Thread-safe.
 */
final class LockedBots {
    private static final Duration LONGEST = Duration.ofSeconds(1);

    private final Store store;
    private volatile Seen seen = new Seen(Set.of(), Instant.MIN);

    private record Seen(Set<BotId> locked, Instant at) {}

    LockedBots(Store store) {
        this.store = store;
    }

    boolean contains(BotId bot, Instant now) {
        Seen last = seen;
        if (now.isAfter(last.at().plus(LONGEST)) || now.isBefore(last.at())) {
            last = new Seen(
                    store.read(tx ->
                            tx.locks().all().stream().map(Locks.Lock::bot).collect(Collectors.toUnmodifiableSet())),
                    now);
            seen = last;
        }
        return last.locked().contains(bot) && store.read(tx -> tx.locks().isLocked(bot));
    }
}

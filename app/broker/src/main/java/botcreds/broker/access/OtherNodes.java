package botcreds.broker.access;

import botcreds.broker.bots.BotKeys;
import botcreds.broker.errands.Dispatcher;
import botcreds.broker.logins.TokenHolders;
import botcreds.broker.model.AuditEvent;
import botcreds.broker.model.BotId;
import botcreds.broker.requests.Waiters;
import botcreds.broker.store.Store;
import botcreds.broker.store.StoreUnavailable;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does here what follows from what another node has done: wakes who waits for it, and reads anew what is kept in memory. Only
 * about when to look; what counts stands in the database. Thread-safe.
 */
final class OtherNodes {
    private static final Logger LOG = LoggerFactory.getLogger(OtherNodes.class);
    private static final Set<AuditEvent.Type> OF_KEYS = EnumSet.of(
            AuditEvent.Type.KEY_ROTATED,
            AuditEvent.Type.BOT_LOCKED,
            AuditEvent.Type.BOT_UNLOCKED,
            AuditEvent.Type.UNKNOWN);
    private static final Set<AuditEvent.Type> OF_SIGN_INS =
            EnumSet.of(AuditEvent.Type.LOGGED_IN, AuditEvent.Type.LOGGED_OUT, AuditEvent.Type.UNKNOWN);

    private final Store store;
    private final Waiters waiters;
    private final Dispatcher dispatcher;
    private final BotKeys botKeys;
    private final TokenHolders tokenHolders;
    private final List<Runnable> others = new CopyOnWriteArrayList<>();

    OtherNodes(Store store, Waiters waiters, Dispatcher dispatcher, BotKeys botKeys, TokenHolders tokenHolders) {
        this.store = store;
        this.waiters = waiters;
        this.dispatcher = dispatcher;
        this.botKeys = botKeys;
        this.tokenHolders = tokenHolders;
    }

    /** Has something else run whenever another node has done something. */
    void alsoOnNews(Runnable other) {
        others.add(other);
    }

    void take(List<AuditEvent.Brief> rows) {
        for (AuditEvent.Brief row : rows) {
            row.request().ifPresent(waiters::wake);
        }
        if (rows.stream().anyMatch(row -> OF_SIGN_INS.contains(row.type()))) {
            tokenHolders.changed();
        }
        if (rows.stream().anyMatch(row -> OF_KEYS.contains(row.type()))) {
            botKeys.look();
        }
        rows.stream()
                .filter(row -> row.type() == AuditEvent.Type.ELEVATED)
                .flatMap(row -> row.bot().stream())
                .distinct()
                .forEach(this::wakeAll);
        dispatcher.wake();
        others.forEach(Runnable::run);
    }

    /** Whoever waits for a human may have it now. */
    private void wakeAll(BotId bot) {
        try {
            store.read(tx -> tx.requests().openOf(bot)).forEach(request -> waiters.wake(request.id()));
        } catch (StoreUnavailable away) {
            LOG.warn("The database is away; what waits for {} is looked at when its wait is over.", bot);
        }
    }
}

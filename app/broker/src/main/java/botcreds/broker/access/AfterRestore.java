package botcreds.broker.access;

import botcreds.broker.bots.Counted;
import botcreds.broker.bots.Stopping;
import botcreds.broker.errands.Alerts;
import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.AuditEvent;
import botcreds.broker.model.BotId;
import botcreds.broker.model.Elevation;
import botcreds.broker.model.Human;
import botcreds.broker.model.Ids;
import botcreds.broker.policy.BotEntry;
import botcreds.broker.policy.PolicyFile;
import botcreds.broker.requests.Surface;
import botcreds.broker.store.HumanTokens;
import botcreds.broker.store.Store;
import botcreds.broker.store.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Closes what a restored backup would open again. It knows nothing of what was denied, revoked, rotated or locked after it
 * was made, so nothing that it allows may count: requests and grants end, tokens are revoked, humans sign in again, and every
 * bot is locked until a human has looked at it. In one unit of work, so that a broker starts on all of it or on none.
 */
public final class AfterRestore {
    private static final Human RESTORE = new Human("restore", "the restore of a backup", Optional.empty(), Set.of());
    private static final String WHY = "A backup was restored; what happened after it was made is not known.";
    private static final String LOCKED = WHY + " Rotate the bot's key if it was rotated since, then unlock the bot.";

    private AfterRestore() {}

    /** How much ended, and which bots are locked now that were not before. */
    public record Closed(int requests, int elevations, int humanTokens, List<BotId> locked) {}

    /**
     * Closes everything, and says so in the audit log.
     *
     * @param policyFile names every bot that is to be locked, and the channel that hears of it
     * @param ids        for the message
     */
    public static Closed close(Store store, PolicyFile policyFile, Ids ids) {
        List<BotId> bots =
                policyFile.current().bots().stream().map(BotEntry::id).toList();
        return store.writeNow(tx -> {
            Closed closed = new Closed(endRequests(tx), endElevations(tx), endTokens(tx), lock(tx, bots));
            tx.audit()
                    .append(AuditEvent.of(
                            AuditEvent.Type.DATABASE_RESTORED,
                            Map.of(
                                    "actor",
                                    RESTORE.id(),
                                    "requests",
                                    Integer.toString(closed.requests()),
                                    "bots",
                                    Integer.toString(closed.locked().size()))));
            new Alerts(policyFile, ids)
                    .raise(
                            tx,
                            "♻️ A backup was restored",
                            WHY + " " + Counted.things(closed.requests(), "request") + " ended, and locked: "
                                    + names(closed.locked())
                                    + ". Rotate a bot's key if it was rotated since, and unlock the bot.");
            return closed;
        });
    }

    private static int endRequests(Transaction tx) {
        List<AccessRequest> living = new ArrayList<>(tx.requests().granted(Optional.empty()));
        living.addAll(tx.requests()
                .pending(Optional.empty(), Math.max(1, tx.requests().countPending())));
        living.forEach(request -> Stopping.stop(tx, request, RESTORE, Surface.RESTORE, WHY));
        // What no request stands for any more, such as a token under an ended grant.
        Stopping.letDie(tx, tx.credentials().alive());
        return living.size();
    }

    private static int endElevations(Transaction tx) {
        List<Elevation> living = tx.elevations().all();
        for (Elevation elevation : living) {
            if (tx.elevations().end(elevation.id())) {
                tx.audit()
                        .append(event(
                                AuditEvent.Type.ELEVATION_ENDED,
                                elevation.bot(),
                                Stopping.detail(elevation, RESTORE.id())));
            }
        }
        return living.size();
    }

    private static int endTokens(Transaction tx) {
        List<HumanTokens.Token> living = tx.humanTokens().living(tx.now());
        for (HumanTokens.Token token : living) {
            tx.humanTokens().end(token.id());
            tx.audit()
                    .append(AuditEvent.of(AuditEvent.Type.LOGGED_OUT, Map.of("actor", token.humanId(), "reason", WHY)));
        }
        return living.size();
    }

    private static List<BotId> lock(Transaction tx, List<BotId> bots) {
        List<BotId> locked = new ArrayList<>();
        for (BotId bot : bots) {
            if (tx.locks().of(bot).isEmpty() && tx.locks().lock(bot, RESTORE.name(), LOCKED)) {
                tx.audit()
                        .append(event(
                                AuditEvent.Type.BOT_LOCKED, bot, Map.of("actor", RESTORE.id(), "reason", LOCKED)));
                locked.add(bot);
            }
        }
        return locked;
    }

    /** For humans. */
    public static String names(List<BotId> bots) {
        return bots.isEmpty()
                ? "none that was not locked before"
                : bots.stream().map(BotId::value).collect(Collectors.joining(", "));
    }

    private static AuditEvent event(AuditEvent.Type type, BotId bot, Map<String, String> detail) {
        return new AuditEvent(type, Optional.of(bot), Optional.empty(), new TreeMap<>(detail));
    }
}

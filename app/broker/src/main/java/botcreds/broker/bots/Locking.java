package botcreds.broker.bots;

import botcreds.broker.credentials.Revoker;
import botcreds.broker.errands.Alerts;
import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.AuditEvent;
import botcreds.broker.model.BotId;
import botcreds.broker.model.Credential;
import botcreds.broker.model.Elevation;
import botcreds.broker.model.Human;
import botcreds.broker.policy.BotEntry;
import botcreds.broker.policy.Identity;
import botcreds.broker.policy.PolicyFile;
import botcreds.broker.requests.Surface;
import botcreds.broker.requests.Waiters;
import botcreds.broker.store.AuditFilter;
import botcreds.broker.store.Locks.Lock;
import botcreds.broker.store.Store;
import botcreds.broker.store.Transaction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The answer to a compromise, in one step and one unit of work: the bot gets nothing more, what it has ends, its keys stop to
 * count. The lock is a row of the database, so neither a restart nor another policy lifts it. Thread-safe.
 */
public final class Locking {
    private static final Duration REPORTED = Duration.ofHours(24);

    private final Store store;
    private final PolicyFile policyFile;
    private final BotAuthority authority;
    private final Revoker revoker;
    private final Waiters waiters;
    private final Alerts alerts;
    private final BotKeys keys;

    public Locking(
            Store store,
            PolicyFile policyFile,
            BotAuthority authority,
            Revoker revoker,
            Waiters waiters,
            Alerts alerts,
            BotKeys keys) {
        this.store = store;
        this.policyFile = policyFile;
        this.authority = authority;
        this.revoker = revoker;
        this.waiters = waiters;
        this.alerts = alerts;
        this.keys = keys;
    }

    /**
     * Locks the bot down, or with {@code preview} says what that would end. Doing it again ends what may have been missed.
     *
     * @param reason for the log and for whoever unlocks it
     */
    public Deed lockdown(BotId bot, Optional<String> reason, Human human, Surface surface, boolean preview) {
        return Revoking.failingClosed(() -> {
            Optional<Deed> no = authority.toLock(bot, human).or(() -> unknown(bot));
            if (no.isPresent()) {
                return refused(bot, human, surface, "lockdown", no.get(), preview);
            }
            if (preview) {
                return store.read(tx -> plan(tx, bot)).deed(bot, true, List.of());
            }
            String activity = store.read(tx -> Activity.of(tx.audit()
                    .latest(AuditFilter.newest(AuditFilter.MOST)
                            .bot(bot)
                            .since(tx.now().minus(REPORTED)))));
            Plan done = store.writeNow(tx -> carryOut(tx, plan(tx, bot), bot, reason, human, surface, activity));
            keys.look();
            done.requests().forEach(request -> waiters.wake(request.id()));
            List<String> left =
                    new ArrayList<>(Unconfirmed.said(revoker.endWithin(done.credentials(), Revoking.PATIENCE)));
            left.addAll(standingProofs(bot));
            return done.deed(bot, false, left);
        });
    }

    /** Lets a locked bot ask again; what was ended stays ended. */
    public Deed unlock(BotId bot, Human human, Surface surface, boolean preview) {
        return Revoking.failingClosed(() -> {
            Optional<Deed> no = authority.toUnlock(bot, human);
            if (no.isPresent()) {
                return refused(bot, human, surface, "unlock", no.get(), preview);
            }
            Optional<Lock> lock = preview
                    ? store.read(tx -> tx.locks().of(bot))
                    : store.writeNow(tx -> unlock(tx, bot, human, surface));
            return lock.map(found -> new Deed(
                            Deed.Code.DONE,
                            (preview ? "This would unlock " : "Unlocked ") + bot + ", which " + found.by()
                                    + " locked at " + found.at() + ": " + found.reason()
                                    + " It gets what the policy gives it; what was ended stays ended.",
                            preview,
                            List.of(Deed.Hit.plain(Deed.Kind.LOCK, bot.value(), bot, "LOCKED")),
                            missingKey(bot)))
                    .orElseGet(() -> Deed.no(Deed.Code.NOTHING, bot + " is not locked."));
        });
    }

    private static Optional<Lock> unlock(Transaction tx, BotId bot, Human human, Surface surface) {
        Optional<Lock> lock = tx.locks().of(bot);
        if (lock.isPresent() && tx.locks().unlock(bot)) {
            tx.audit().append(event(AuditEvent.Type.BOT_UNLOCKED, bot, by(human, surface)));
            return lock;
        }
        return Optional.empty();
    }

    private record Plan(
            List<AccessRequest> requests,
            List<Credential> credentials,
            List<String> keys,
            List<Elevation> elevations,
            List<Deed.Hit> hits,
            Optional<Lock> before) {
        Deed deed(BotId bot, boolean preview, List<String> left) {
            String ended = Counted.things(credentials.size(), "credential") + ", "
                    + Counted.things(requests.size(), "request") + ", " + Counted.things(keys.size(), "key") + " and "
                    + Counted.things(elevations.size(), "elevation");
            String text = preview
                    ? "This would lock " + bot + " down and end " + ended + "."
                    : bot + " is locked down: it gets nothing until it is unlocked. Ended " + ended + ".";
            String again = before.map(lock -> " " + lock.by() + " had locked it at " + lock.at() + " already.")
                    .orElse("");
            return new Deed(Deed.Code.DONE, text + again, preview, hits, left);
        }
    }

    private Plan plan(Transaction tx, BotId bot) {
        List<AccessRequest> requests = new ArrayList<>(tx.requests().openOf(bot));
        tx.requests().granted(Optional.of(bot)).stream()
                .filter(request -> !request.state().isOpen())
                .forEach(requests::add);
        List<Credential> credentials = tx.credentials().aliveOf(bot);
        List<String> proofs = keys.counting(tx, bot);
        List<Elevation> elevations = tx.elevations().of(bot);
        List<Deed.Hit> hits = new ArrayList<>();
        credentials.forEach(each ->
                hits.add(Deed.Hit.of(each, tx.requests().byId(each.request()).orElseThrow())));
        requests.forEach(each -> hits.add(Deed.Hit.of(each)));
        proofs.forEach(id -> hits.add(Deed.Hit.plain(Deed.Kind.API_KEY, id, bot, "ACTIVE")));
        elevations.forEach(each -> hits.add(Deed.Hit.of(each)));
        return new Plan(
                requests, credentials, proofs, elevations, hits, tx.locks().of(bot));
    }

    private Plan carryOut(
            Transaction tx,
            Plan plan,
            BotId bot,
            Optional<String> reason,
            Human human,
            Surface surface,
            String activity) {
        String why = reason.orElse("no reason was given");
        tx.locks().lock(bot, human.name(), why);
        keys.retire(tx, bot, tx.now());
        plan.elevations().forEach(each -> Stopping.end(tx, each, human.id(), policyFile.current()));
        plan.requests().stream()
                .flatMap(each -> tx.requests().byId(each.id()).stream())
                .forEach(request -> Stopping.stop(tx, request, human, surface, bot + " was locked down"));
        Stopping.letDie(tx, tx.credentials().aliveOf(bot));
        Map<String, String> detail = new HashMap<>(by(human, surface));
        detail.put("reason", why);
        detail.put("credentials", Integer.toString(plan.credentials().size()));
        detail.put("requests", Integer.toString(plan.requests().size()));
        detail.put("keys", Integer.toString(plan.keys().size()));
        tx.audit().append(event(AuditEvent.Type.BOT_LOCKED, bot, detail));
        alerts.about(
                tx,
                bot,
                "🚨 " + human.name() + " locked " + bot + " down: " + why,
                "Ended " + Counted.things(plan.credentials().size(), "credential") + " and "
                        + Counted.things(plan.keys().size(), "key") + ". Its last 24 hours:\n" + activity);
        return plan;
    }

    /** A slip in the name must not look like a lock. */
    private Optional<Deed> unknown(BotId bot) {
        boolean known = policyFile.current().bot(bot).isPresent()
                || store.read(tx -> tx.locks().isLocked(bot)
                        || !tx.audit().latest(AuditFilter.newest(1).bot(bot)).isEmpty());
        return known
                ? Optional.empty()
                : Optional.of(Deed.no(
                        Deed.Code.NOT_FOUND,
                        "Nobody knows a bot " + bot + ", so nothing was locked. The list of bots has the names."));
    }

    private Deed refused(BotId bot, Human human, Surface surface, String what, Deed no, boolean preview) {
        if (!preview) {
            store.writeNow(tx -> {
                Map<String, String> detail = new HashMap<>(by(human, surface));
                detail.put("detail", what + ": " + no.code());
                tx.audit().append(event(AuditEvent.Type.DECISION_REFUSED, bot, detail));
                return true;
            });
        }
        return no;
    }

    private List<String> standingProofs(BotId bot) {
        List<String> left = new ArrayList<>();
        boolean others = policyFile.current().bot(bot).map(BotEntry::identities).orElse(List.of()).stream()
                .anyMatch(proof -> !(proof instanceof Identity.ApiKey));
        if (others) {
            left.add(bot
                    + " also proves who it is by its machine or certificate, which only the policy can end; the lock"
                    + " holds until you unlock it.");
        }
        left.add("None of its keys counts any more. Before you unlock it, give it a new one: keys rotate " + bot + ".");
        return left;
    }

    private List<String> missingKey(BotId bot) {
        return store.read(tx -> keys.counting(tx, bot)).isEmpty()
                ? List.of("No key of " + bot + " counts now: keys rotate " + bot + " makes one.")
                : List.of();
    }

    static Map<String, String> by(Human human, Surface surface) {
        return Map.of("actor", human.id(), "actor_name", human.name(), "surface", surface.word());
    }

    /** A row of the log about a bot as a whole. */
    public static AuditEvent event(AuditEvent.Type type, BotId bot, Map<String, String> detail) {
        return new AuditEvent(type, Optional.of(bot), Optional.empty(), new TreeMap<>(detail));
    }
}

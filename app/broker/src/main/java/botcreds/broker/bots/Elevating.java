package botcreds.broker.bots;

import botcreds.broker.credentials.Revoker;
import botcreds.broker.errands.Alerts;
import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.AuditEvent;
import botcreds.broker.model.BotId;
import botcreds.broker.model.Durations;
import botcreds.broker.model.Elevation;
import botcreds.broker.model.Human;
import botcreds.broker.model.Ids;
import botcreds.broker.model.Scope;
import botcreds.broker.policy.PolicyFile;
import botcreds.broker.requests.Authority;
import botcreds.broker.requests.Sentences;
import botcreds.broker.requests.Surface;
import botcreds.broker.requests.Waiters;
import botcreds.broker.store.Store;
import botcreds.broker.store.Transaction;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Lets a bot have something without asking, for a while: a grant beside the policy, announced and audited, that ends by
 * itself. Who may is who alone may approve all of it; a deny and a lock stay above it. Thread-safe.
 */
public final class Elevating {
    public static final Duration SHORTEST = Duration.ofMinutes(1);
    public static final Duration LONGEST = Duration.ofDays(7);

    /** How long the id of one is, in characters. */
    public static final int ID_LENGTH = 8;
    /** How many of one bot may live at a time. */
    public static final int MOST_OF_A_BOT = 50;

    private final Store store;
    private final PolicyFile policyFile;
    private final BotAuthority authority;
    private final Authority requests;
    private final Waiters waiters;
    private final Revoker revoker;
    private final Alerts alerts;
    private final Ids ids;

    public Elevating(
            Store store,
            PolicyFile policyFile,
            BotAuthority authority,
            Authority requests,
            Waiters waiters,
            Revoker revoker,
            Alerts alerts,
            Ids ids) {
        this.store = store;
        this.policyFile = policyFile;
        this.authority = authority;
        this.requests = requests;
        this.waiters = waiters;
        this.revoker = revoker;
        this.alerts = alerts;
        this.ids = ids;
    }

    /**
     * Gives the scope for that long, or with {@code preview} says what that would be.
     *
     * @param span from {@link #SHORTEST} to {@link #LONGEST}
     * @throws IllegalArgumentException if it is not
     */
    public Deed elevate(
            BotId bot,
            Scope scope,
            Duration span,
            Optional<String> reason,
            Human human,
            Surface surface,
            boolean preview) {
        if (span.compareTo(SHORTEST) < 0 || span.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "an elevation takes " + Durations.format(SHORTEST) + " to " + Durations.format(LONGEST));
        }
        return Revoking.failingClosed(() -> {
            Deed deed = preview
                    ? store.read(tx -> give(tx, bot, scope, span, reason, human, surface, true))
                    : store.writeNow(tx -> give(tx, bot, scope, span, reason, human, surface, false));
            if (deed.accepted() && !preview) {
                // Whoever waits for a human may have it now.
                store.read(tx -> tx.requests().openOf(bot)).forEach(request -> waiters.wake(request.id()));
            }
            return deed;
        });
    }

    /** Ends one before its time; what was issued under it ends too, unless something else allows it. */
    public Deed end(String id, Human human, Surface surface, boolean preview) {
        return Revoking.failingClosed(() -> {
            if (preview) {
                return store.read(tx -> ending(tx, id, human, true).deed());
            }
            Ended ended = store.writeNow(tx -> {
                Ended found = ending(tx, id, human, false);
                return found.elevation().isEmpty() ? found : found.with(endNow(tx, found, human, surface));
            });
            ended.spread(waiters, revoker);
            return ended.deed();
        });
    }

    /** What counts now, by bot. */
    public List<Elevation> living() {
        return store.read(tx -> tx.elevations().all());
    }

    private Deed give(
            Transaction tx,
            BotId bot,
            Scope scope,
            Duration span,
            Optional<String> reason,
            Human human,
            Surface surface,
            boolean preview) {
        Optional<Deed> no = authority
                .toElevate(bot, scope, human, tx.now())
                .or(() -> locked(tx, bot))
                .or(() -> tooMany(tx, bot));
        if (no.isPresent()) {
            if (!preview) {
                tx.audit()
                        .append(Locking.event(
                                AuditEvent.Type.DECISION_REFUSED, bot, refusal(human, surface, scope, no.get())));
            }
            return no.get();
        }
        Elevation elevation = new Elevation(
                Elevation.id(ids.shortId(ID_LENGTH)),
                bot,
                scope,
                human.id(),
                human.name(),
                tx.now(),
                tx.now().plus(span));
        String what = bot + " " + scope.permissions() + " on " + String.join(", ", scope.repositoryNames())
                + " without asking for " + Durations.format(span);
        if (preview) {
            return done("This would give " + what + ".", elevation, true);
        }
        tx.elevations().add(elevation);
        Map<String, String> detail = new HashMap<>(Stopping.detail(elevation, human.id()));
        detail.putAll(Locking.by(human, surface));
        reason.ifPresent(text -> detail.put("reason", text));
        tx.audit().append(Locking.event(AuditEvent.Type.ELEVATED, bot, detail));
        alerts.about(
                tx,
                bot,
                "⏫ " + human.name() + " gives " + what + ", until " + elevation.endsAt() + " (" + elevation.id() + ")",
                reason.orElse(""));
        return done(
                "Gave " + what + ". It ends at " + elevation.endsAt() + "; end it sooner by its id " + elevation.id()
                        + ".",
                elevation,
                false);
    }

    private static Deed done(String text, Elevation elevation, boolean preview) {
        return new Deed(Deed.Code.DONE, text, preview, List.of(Deed.Hit.of(elevation)), List.of());
    }

    private static Optional<Deed> locked(Transaction tx, BotId bot) {
        return tx.locks()
                .of(bot)
                .map(lock ->
                        Deed.no(Deed.Code.BOT_LOCKED, bot + " was locked down by " + lock.by() + "; unlock it first."));
    }

    private static Optional<Deed> tooMany(Transaction tx, BotId bot) {
        return tx.elevations().of(bot).size() < MOST_OF_A_BOT
                ? Optional.empty()
                : Optional.of(Deed.no(
                        Deed.Code.NOTHING,
                        bot + " has " + MOST_OF_A_BOT
                                + " elevations already; end some, or write a rule in the policy."));
    }

    private static Map<String, String> refusal(Human human, Surface surface, Scope scope, Deed no) {
        Map<String, String> detail = new HashMap<>(Locking.by(human, surface));
        detail.put("detail", "elevate: " + no.code());
        detail.put("repo", String.join(" ", scope.repositoryNames()));
        detail.put("permissions", String.join(" ", scope.permissions().words()));
        return detail;
    }

    /** What ending one comes to. */
    private record Ended(Optional<Elevation> elevation, Deed deed, List<AccessRequest> requests) {
        Ended with(List<AccessRequest> more) {
            return new Ended(elevation, deed, more);
        }

        void spread(Waiters waiters, Revoker revoker) {
            requests.forEach(request -> {
                waiters.wake(request.id());
                revoker.endAllSoon(request);
            });
        }
    }

    private Ended ending(Transaction tx, String id, Human human, boolean preview) {
        Optional<Elevation> found = tx.elevations().byId(id);
        if (found.isEmpty()) {
            return new Ended(
                    Optional.empty(),
                    Deed.no(Deed.Code.NOT_FOUND, "No elevation " + Sentences.shown(id) + " counts now."),
                    List.of());
        }
        Elevation elevation = found.get();
        if (!requests.mayStop(elevation.bot(), elevation.scope(), human, tx.now())) {
            return new Ended(
                    Optional.empty(),
                    Deed.no(
                            Deed.Code.NOT_APPROVER,
                            "You are neither an approver of what " + id + " gives nor the owner of " + elevation.bot()
                                    + "."),
                    List.of());
        }
        String text = (preview ? "This would end " : "Ended ") + id + ", which " + elevation.byName() + " gave "
                + elevation.bot() + ".";
        return new Ended(found, done(text, elevation, preview), List.of());
    }

    private List<AccessRequest> endNow(Transaction tx, Ended found, Human human, Surface surface) {
        Elevation elevation = found.elevation().orElseThrow();
        alerts.about(
                tx,
                elevation.bot(),
                human.name() + " ended what " + elevation.byName() + " gave " + elevation.bot() + " (" + elevation.id()
                        + ", through " + surface.word() + ")",
                "");
        return Stopping.end(tx, elevation, human.id(), policyFile.current());
    }
}

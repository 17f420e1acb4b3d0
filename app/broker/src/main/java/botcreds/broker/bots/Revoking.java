package botcreds.broker.bots;

import botcreds.broker.credentials.Revoker;
import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.AuditEvent;
import botcreds.broker.model.Credential;
import botcreds.broker.model.CredentialState;
import botcreds.broker.model.Human;
import botcreds.broker.model.RequestId;
import botcreds.broker.requests.Authority;
import botcreds.broker.requests.Sentences;
import botcreds.broker.requests.Surface;
import botcreds.broker.requests.Waiters;
import botcreds.broker.store.Store;
import botcreds.broker.store.StoreUnavailable;
import botcreds.broker.store.Transaction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Ends credentials on a human's word: one token, everything of a bot, everything that reaches a repository. A token ends with
 * its request, or its session would bring the next one at once. Thread-safe.
 */
public final class Revoking {
    /** How long a human waits for GitHub's word; what is not dead by then is retried and shown until it is. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Store store;
    private final Authority authority;
    private final Revoker revoker;
    private final Waiters waiters;

    public Revoking(Store store, Authority authority, Revoker revoker, Waiters waiters) {
        this.store = store;
        this.authority = authority;
        this.revoker = revoker;
        this.waiters = waiters;
    }

    /** Revokes, or with {@code preview} says what that would hit. Waits some seconds for GitHub to confirm. */
    public Deed revoke(Aim aim, Human human, Surface surface, boolean preview) {
        return failingClosed(() -> {
            if (preview) {
                return store.read(tx -> plan(tx, aim, human).deed(true));
            }
            Plan done = store.writeNow(tx -> carryOut(tx, plan(tx, aim, human), human, surface));
            if (!done.deed(false).accepted()) {
                return done.deed(false);
            }
            done.requests().forEach(request -> waiters.wake(request.id()));
            List<Credential> living = revoker.endWithin(done.credentials(), PATIENCE);
            return done.with(Unconfirmed.said(living)).deed(false);
        });
    }

    private static Plan carryOut(Transaction tx, Plan plan, Human human, Surface surface) {
        plan.instead().filter(no -> no.code() == Deed.Code.NOT_APPROVER).ifPresent(no -> {
            Map<String, String> detail = new HashMap<>(Locking.by(human, surface));
            detail.put("detail", "revoke: " + no.code());
            tx.audit().append(AuditEvent.of(AuditEvent.Type.DECISION_REFUSED, detail));
        });
        for (AccessRequest request : plan.requests()) {
            Stopping.stop(tx, request, human, surface, "revoked before it was collected");
        }
        Stopping.letDie(
                tx,
                plan.credentials().stream()
                        .flatMap(each -> tx.credentials().byId(each.id()).stream())
                        .toList());
        return plan;
    }

    /** What a word hits, found in one look. Requests are those not over yet; credentials are all that may still work. */
    private record Plan(
            List<AccessRequest> requests,
            List<Credential> credentials,
            List<Deed.Hit> hits,
            List<String> left,
            Optional<Deed> instead) {
        Plan with(List<String> more) {
            List<String> all = new ArrayList<>(left);
            all.addAll(more);
            return new Plan(requests, credentials, hits, all, instead);
        }

        Deed deed(boolean preview) {
            String things = Counted.things(credentials.size(), "credential")
                    + (requests.size() > credentials.size()
                            ? " and " + Counted.things(requests.size() - credentials.size(), "grant") + " without one"
                            : "");
            return instead.orElseGet(() -> new Deed(
                    Deed.Code.DONE,
                    preview ? "This would revoke " + things + "." : "Revoked " + things + "; the bots are told.",
                    preview,
                    hits,
                    left));
        }
    }

    private Plan plan(Transaction tx, Aim aim, Human human) {
        Map<RequestId, AccessRequest> concerned = new LinkedHashMap<>();
        List<Credential> credentials = new ArrayList<>(credentials(tx, aim));
        granted(tx, aim).forEach(request -> concerned.put(request.id(), request));
        for (Credential credential : List.copyOf(credentials)) {
            concerned.computeIfAbsent(
                    credential.request(), id -> tx.requests().byId(id).orElseThrow());
        }
        // A session may have two that live: whoever ends it ends both.
        concerned
                .keySet()
                .forEach(id -> tx.credentials().alive(id).stream()
                        .filter(each -> credentials.stream()
                                .noneMatch(known -> known.id().equals(each.id())))
                        .forEach(credentials::add));
        if (concerned.isEmpty()) {
            return nothing(nothingLives(tx, aim));
        }
        return allowed(tx, concerned, credentials, human);
    }

    private Plan allowed(
            Transaction tx, Map<RequestId, AccessRequest> concerned, List<Credential> credentials, Human human) {
        List<AccessRequest> requests = new ArrayList<>();
        List<Credential> dying = new ArrayList<>();
        List<Deed.Hit> hits = new ArrayList<>();
        List<String> left = new ArrayList<>();
        Optional<Authority.Finding> refused = Optional.empty();
        for (AccessRequest request : concerned.values()) {
            Authority.Finding finding = authority.toStop(request, human, tx.now());
            if (finding.no().isPresent()) {
                refused = Optional.of(finding);
                left.add("#" + request.shortId() + " of " + request.bot() + " is not yours to revoke.");
                continue;
            }
            List<Credential> its = credentials.stream()
                    .filter(each -> each.request().equals(request.id()))
                    .toList();
            its.forEach(each -> hits.add(Deed.Hit.of(each, request)));
            if (its.isEmpty()) {
                hits.add(Deed.Hit.of(request));
            }
            dying.addAll(its);
            requests.add(request);
        }
        return requests.isEmpty()
                ? nothing(Deed.no(Deed.Code.NOT_APPROVER, refused.orElseThrow().text()))
                : new Plan(requests, dying, hits, left, Optional.empty());
    }

    private static Plan nothing(Deed instead) {
        return new Plan(List.of(), List.of(), List.of(), List.of(), Optional.of(instead));
    }

    private static List<Credential> credentials(Transaction tx, Aim aim) {
        return aim.fold(
                token -> tx
                        .credentials()
                        .byId(token)
                        .filter(each -> each.state().isAlive())
                        .stream()
                        .toList(),
                bot -> tx.credentials().aliveOf(bot),
                repository -> tx.credentials().aliveIn(repository));
    }

    /** What could bring another credential: approved and not collected, or a session between two tokens. */
    private static List<AccessRequest> granted(Transaction tx, Aim aim) {
        return aim.fold(
                token -> List.of(),
                bot -> tx.requests().granted(Optional.of(bot)),
                repository -> tx.requests().granted(Optional.empty()).stream()
                        .filter(request -> request.scope().repositories().contains(repository))
                        .toList());
    }

    private static Deed nothingLives(Transaction tx, Aim aim) {
        return aim.fold(
                token -> tx.credentials()
                        .byId(token)
                        .map(dead -> Deed.no(
                                Deed.Code.NOTHING,
                                token + (dead.state() == CredentialState.REVOKED ? " was revoked" : " has expired")
                                        + " already; it no longer works."))
                        .orElseGet(() -> Deed.no(
                                Deed.Code.NOT_FOUND, "There is no token " + Sentences.shown(token.value()) + ".")),
                bot -> Deed.no(Deed.Code.NOTHING, bot + " has nothing that could be revoked."),
                repository -> Deed.no(Deed.Code.NOTHING, "Nothing that lives reaches " + repository + "."));
    }

    /** What the deed says, or that the database is away, and whether something may have been changed all the same. */
    public static Deed failingClosed(Supplier<Deed> deed) {
        try {
            return deed.get();
        } catch (StoreUnavailable away) {
            return unavailable(away);
        }
    }

    private static Deed unavailable(StoreUnavailable away) {
        if (away.mayBeKept()) {
            return Deed.no(
                    Deed.Code.UNAVAILABLE,
                    "The database was lost while the broker wrote this down, so it may be done and may not. Look again in a"
                            + " minute, and repeat it if it is not.");
        }
        return Deed.no(
                Deed.Code.UNAVAILABLE,
                "The broker cannot read and write its records now, so nothing was changed; while that lasts it issues"
                        + " nothing either. Try again in a minute.");
    }
}

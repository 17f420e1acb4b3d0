package botcreds.broker.access;

import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.AuditEvent;
import botcreds.broker.model.BotId;
import botcreds.broker.model.Human;
import botcreds.broker.model.Repository;
import botcreds.broker.model.RequestId;
import botcreds.broker.model.RequestState;
import botcreds.broker.model.Scope;
import botcreds.broker.policy.PolicyFile;
import botcreds.broker.store.AuditFilter;
import botcreds.broker.store.Store;
import botcreds.broker.store.StoreUnavailable;
import botcreds.broker.store.Transaction;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What humans can do; the one way to decide, whichever surface is used. Every call checks the human against the policy of
 * now. Thread-safe; each call may block for a commit, {@link #approve} also for a write of the policy file.
 */
public final class Decisions {
    private static final int MOST_PENDING = 100;

    private final Store store;
    private final PolicyFile policyFile;
    private final Authority authority;
    private final Views views;
    private final Remembering remembering;
    private final Revoker revoker;
    private final Waiters waiters;
    private final Dispatcher dispatcher;

    Decisions(
            Store store,
            PolicyFile policyFile,
            Authority authority,
            Views views,
            Remembering remembering,
            Revoker revoker,
            Waiters waiters,
            Dispatcher dispatcher) {
        this.store = store;
        this.policyFile = policyFile;
        this.authority = authority;
        this.views = views;
        this.remembering = remembering;
        this.revoker = revoker;
        this.waiters = waiters;
        this.dispatcher = dispatcher;
    }

    /** Counts this human's yes, and approves when it was the last one needed; then remembers, if asked to. */
    public Ruling approve(Target target, Human human, Surface surface, boolean remember) {
        return failingClosed(() -> {
            Ruling ruling = store.writeNow(tx -> {
                Found found = find(tx, target);
                return found.no.orElseGet(() -> approve(tx, found.request.orElseThrow(), human, surface));
            });
            spread(ruling);
            boolean approved = ruling.code() == Ruling.Code.APPROVED;
            return approved && remember ? remembering.remember(ruling, human) : ruling;
        });
    }

    /** Denies, or revokes if the request was issued already. */
    public Ruling deny(Target target, Human human, Surface surface, Optional<String> reason) {
        return failingClosed(() -> {
            Ruling ruling = store.writeNow(tx -> {
                Found found = find(tx, target);
                return found.no.orElseGet(() -> deny(tx, found.request.orElseThrow(), human, surface, reason));
            });
            spread(ruling);
            return ruling;
        });
    }

    /** Ends what was issued: the [Revoke] on a receipt. */
    public Ruling revoke(Target target, Human human, Surface surface) {
        return failingClosed(() -> {
            Ruling ruling = store.writeNow(tx -> {
                Found found = find(tx, target);
                return found.no.orElseGet(() -> revoke(tx, found.request.orElseThrow(), human, surface));
            });
            spread(ruling);
            return ruling;
        });
    }

    /** Writes into the audit log that someone was turned away at the edge, before a request was even looked at. */
    public void refused(String actor, String why) {
        store.writeNow(tx -> {
            tx.audit().append(AuditEvent.of(AuditEvent.Type.DECISION_REFUSED, Map.of("actor", actor, "detail", why)));
            return true;
        });
    }

    /** Tells whether this human may see requests and the log: an approver of anything, or a bot's owner. */
    public boolean maySee(Human human) {
        return human.id().equals(Human.ADMIN_ID) || policyFile.current().namesAsApprover(human);
    }

    /** What waits for a decision, oldest first, 100 at most. */
    public List<RequestView> pending(Optional<BotId> bot) {
        return store.read(tx -> tx.requests().pending(bot, MOST_PENDING).stream()
                .map(request -> views.of(tx, request))
                .toList());
    }

    /** Finds by full or short id. */
    public Optional<RequestView> find(String id) {
        return store.read(tx -> find(tx, Target.typed(id)).request.map(request -> views.of(tx, request)));
    }

    /** Rows of the audit log, newest first. */
    public List<AuditEvent.Recorded> log(LogQuery query) {
        return store.read(tx -> tx.audit().latest(filter(query)));
    }

    /** What would policy say; reads nothing but the policy. */
    public Verdict can(BotId bot, Scope scope) {
        return Verdicts.of(policyFile.current(), bot, scope, store.read(Transaction::now));
    }

    /** Ids of the user groups that policy names; a surface says in {@link Human#groups()} which of them someone is in. */
    public Set<String> groupsInPolicy() {
        return policyFile.current().approverGroups();
    }

    private Ruling approve(Transaction tx, AccessRequest request, Human human, Surface surface) {
        if (request.state() != RequestState.PENDING) {
            return alreadyOver(tx, request);
        }
        Authority.Finding finding = authority.toApprove(request, human, tx.now());
        if (finding.no().isPresent()) {
            return turnedAway(tx, request, human, surface, finding);
        }
        boolean counted =
                tx.votes().add(request.id(), Views.PENDING_REVISION, human.id(), human.name(), surface.word());
        int yes = tx.votes().of(request.id(), Views.PENDING_REVISION).size();
        if (yes < finding.approvals()) {
            if (counted) {
                tx.audit().append(AuditEvent.of(AuditEvent.Type.APPROVAL_VOTED, request, by(human, surface)));
                Transitions.announce(tx, request);
            }
            return ruling(
                    tx,
                    request,
                    Ruling.Code.VOTED,
                    "Your yes counts: " + yes + " of " + finding.approvals() + " approvals for #" + request.shortId()
                            + ". Someone else must approve too.");
        }
        Optional<AccessRequest> approved = Transitions.approvedByHuman(
                tx,
                request,
                human,
                surface,
                finding.selfApproval(),
                finding.rule(),
                finding.policyDigest(),
                Asking.COLLECT_WITHIN);
        if (approved.isEmpty()) {
            return alreadyOver(tx, tx.requests().byId(request.id()).orElseThrow());
        }
        tx.history().count(request.bot(), Fingerprint.of(request.scope()), true);
        return ruling(
                tx,
                approved.get(),
                Ruling.Code.APPROVED,
                "Approved #" + request.shortId() + ": " + request.bot() + " gets "
                        + request.scope().permissions() + " on "
                        + String.join(", ", request.scope().repositoryNames()) + " when it collects.");
    }

    private Ruling deny(Transaction tx, AccessRequest request, Human human, Surface surface, Optional<String> reason) {
        if (request.state() == RequestState.ISSUED) {
            return revoke(tx, request, human, surface);
        }
        if (!request.state().isOpen()) {
            return alreadyOver(tx, request);
        }
        Authority.Finding finding = authority.toStop(request, human, tx.now());
        if (finding.no().isPresent()) {
            return turnedAway(tx, request, human, surface, finding);
        }
        Optional<AccessRequest> denied = Transitions.deniedByHuman(tx, request, human, surface, reason);
        if (denied.isEmpty()) {
            return alreadyOver(tx, tx.requests().byId(request.id()).orElseThrow());
        }
        tx.history().count(request.bot(), Fingerprint.of(request.scope()), false);
        return ruling(
                tx,
                denied.get(),
                Ruling.Code.DENIED,
                "Denied #" + request.shortId() + "; " + request.bot() + " is told.");
    }

    private Ruling revoke(Transaction tx, AccessRequest request, Human human, Surface surface) {
        if (request.state() != RequestState.ISSUED) {
            return request.state().isOpen()
                    ? ruling(
                            tx,
                            request,
                            Ruling.Code.STALE,
                            "Nothing was issued for #" + request.shortId() + " yet; deny it instead.")
                    : alreadyOver(tx, request);
        }
        Authority.Finding finding = authority.toStop(request, human, tx.now());
        if (finding.no().isPresent()) {
            return turnedAway(tx, request, human, surface, finding);
        }
        Revoker.mark(tx, request);
        Optional<AccessRequest> revoked = Transitions.revoked(tx, request, human.id());
        return revoked.map(after -> ruling(
                        tx,
                        after,
                        Ruling.Code.REVOKED,
                        "Revoked #" + after.shortId() + "; the token is being ended at GitHub."))
                .orElseGet(
                        () -> alreadyOver(tx, tx.requests().byId(request.id()).orElseThrow()));
    }

    private Ruling turnedAway(
            Transaction tx, AccessRequest request, Human human, Surface surface, Authority.Finding finding) {
        Ruling.Code why = finding.no().orElseThrow();
        Map<String, String> detail = new java.util.HashMap<>(by(human, surface));
        detail.put("detail", why.name());
        tx.audit().append(AuditEvent.of(AuditEvent.Type.DECISION_REFUSED, request, detail));
        if (why == Ruling.Code.POLICY_DENIES && request.state().isOpen()) {
            finding.denied().ifPresent(rule -> Transitions.deniedByPolicy(tx, request, rule));
        }
        return new Ruling(why, finding.text(), Optional.of(views.of(tx, request)));
    }

    private Ruling alreadyOver(Transaction tx, AccessRequest request) {
        boolean late = request.state() == RequestState.PENDING || request.state() == RequestState.EXPIRED;
        return ruling(
                tx,
                request,
                late ? Ruling.Code.EXPIRED : Ruling.Code.ALREADY_DECIDED,
                Sentences.alreadyOver(request, tx.now()));
    }

    private Ruling ruling(Transaction tx, AccessRequest request, Ruling.Code code, String text) {
        return new Ruling(code, text, Optional.of(views.of(tx, request)));
    }

    /** Tells the waiting bot, the card, and GitHub if something must die; all of it only after the commit. */
    private void spread(Ruling ruling) {
        if (!ruling.accepted() && ruling.code() != Ruling.Code.POLICY_DENIES) {
            return;
        }
        AccessRequest request = ruling.view().orElseThrow().request();
        waiters.wake(request.id());
        dispatcher.wake();
        if (ruling.code() == Ruling.Code.REVOKED) {
            revoker.endAllSoon(request);
        }
    }

    private record Found(Optional<AccessRequest> request, Optional<Ruling> no) {
        static Found no(Ruling.Code code, String text) {
            return new Found(Optional.empty(), Optional.of(new Ruling(code, text, Optional.empty())));
        }
    }

    private Found find(Transaction tx, Target target) {
        String id = target.id().startsWith("#") ? target.id().substring(1) : target.id();
        List<AccessRequest> found = RequestId.looksLikeOne(id)
                ? tx.requests().byId(new RequestId(id)).stream().toList()
                : tx.requests().byShortId(id);
        if (found.isEmpty()) {
            return Found.no(
                    Ruling.Code.NOT_FOUND, "There is no request #" + Sentences.shown(id) + ". See /botcreds pending.");
        }
        List<AccessRequest> open =
                found.stream().filter(each -> each.state().isOpen()).toList();
        if (open.size() > 1) {
            return Found.no(Ruling.Code.AMBIGUOUS, "Several open requests are called #" + id + "; use the full id.");
        }
        AccessRequest request = open.isEmpty() ? found.get(0) : open.get(0);
        boolean otherRevision =
                target.revision().filter(shown -> shown != request.revision()).isPresent();
        boolean otherCard = target.clicked()
                .filter(clicked -> tx.cards()
                        .of(request.id())
                        .filter(card -> clicked.equals(new CardRef(card.channel(), card.timestamp())))
                        .isEmpty())
                .isPresent();
        if (otherCard) {
            return Found.no(
                    Ruling.Code.STALE,
                    "This is not the current message of #" + request.shortId() + "; nothing was decided.");
        }
        if (otherRevision) {
            return new Found(
                    Optional.empty(),
                    Optional.of(
                            request.state() == RequestState.PENDING
                                    ? ruling(
                                            tx,
                                            request,
                                            Ruling.Code.STALE,
                                            "#" + request.shortId() + " has changed since; look again, then decide.")
                                    : alreadyOver(tx, request)));
        }
        return new Found(Optional.of(request), Optional.empty());
    }

    private static AuditFilter filter(LogQuery query) {
        AuditFilter filter = AuditFilter.newest(query.limit());
        if (query.since().isPresent()) {
            filter = filter.since(query.since().get());
        }
        if (query.bot().isPresent()) {
            filter = filter.bot(new BotId(query.bot().get()));
        }
        if (query.repo().isPresent()) {
            String[] names = query.repo().get().split("/", 2);
            filter = filter.repo(new Repository(names[0], names[names.length - 1]));
        }
        if (query.event().isPresent()) {
            filter = filter.event(AuditEvent.Type.valueOf(query.event().get().toUpperCase(java.util.Locale.ROOT)));
        }
        return filter;
    }

    private static Map<String, String> by(Human human, Surface surface) {
        return Map.of("actor", human.id(), "actor_name", human.name(), "surface", surface.word());
    }

    private static Ruling failingClosed(Supplier<Ruling> ruling) {
        try {
            return ruling.get();
        } catch (StoreUnavailable away) {
            return new Ruling(
                    Ruling.Code.UNAVAILABLE,
                    "The broker cannot write its records now, so nothing was decided. Try again in a minute.",
                    Optional.empty());
        }
    }
}

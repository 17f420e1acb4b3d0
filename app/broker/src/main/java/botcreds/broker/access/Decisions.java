package botcreds.broker.access;

import botcreds.broker.bots.Deed;
import botcreds.broker.bots.Elevating;
import botcreds.broker.bots.Locking;
import botcreds.broker.bots.Revoking;
import botcreds.broker.bots.Roster;
import botcreds.broker.bots.Rotating;
import botcreds.broker.credentials.FairShares;
import botcreds.broker.credentials.Revoker;
import botcreds.broker.errands.Dispatcher;
import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.AuditEvent;
import botcreds.broker.model.AuditPage;
import botcreds.broker.model.BotId;
import botcreds.broker.model.Human;
import botcreds.broker.model.Repository;
import botcreds.broker.model.RequestState;
import botcreds.broker.model.Scope;
import botcreds.broker.policy.PolicyFile;
import botcreds.broker.requests.Judgement;
import botcreds.broker.requests.RequestView;
import botcreds.broker.requests.Ruling;
import botcreds.broker.requests.Sentences;
import botcreds.broker.requests.Stats;
import botcreds.broker.requests.Surface;
import botcreds.broker.requests.Target;
import botcreds.broker.requests.Views;
import botcreds.broker.requests.Waiters;
import botcreds.broker.rules.EffectiveRules;
import botcreds.broker.rules.PolicyCheck;
import botcreds.broker.rules.PolicySource;
import botcreds.broker.rules.RuleView;
import botcreds.broker.rules.Verdict;
import botcreds.broker.store.AuditFilter;
import botcreds.broker.store.Store;
import botcreds.broker.store.StoreUnavailable;
import botcreds.broker.store.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What humans can do; the one way to decide, whichever surface is used. Every call checks the human against the policy of
 * now. Thread-safe; each call may block for a commit, {@link #approve} also for a write of the policy file.
 */
public final class Decisions {
    /** Counting walks the log since then. */
    public static final Duration LONGEST_STATS = Duration.ofDays(7);

    private static final int MOST_PENDING = 100;

    private final Store store;
    private final PolicyFile policyFile;
    private final EffectiveRules rules;
    private final Judging judging;
    private final Narrowing narrowing;
    private final ApprovingAll approvingAll;
    private final Views views;
    private final Remembering remembering;
    private final Revoker revoker;
    private final Waiters waiters;
    private final Dispatcher dispatcher;
    private final OverBots overBots;
    private final FairShares shares;

    Decisions(
            Store store,
            PolicyFile policyFile,
            EffectiveRules rules,
            Judging judging,
            Narrowing narrowing,
            ApprovingAll approvingAll,
            Views views,
            Remembering remembering,
            Revoker revoker,
            Waiters waiters,
            Dispatcher dispatcher,
            OverBots overBots,
            FairShares shares) {
        this.store = store;
        this.policyFile = policyFile;
        this.rules = rules;
        this.judging = judging;
        this.narrowing = narrowing;
        this.approvingAll = approvingAll;
        this.views = views;
        this.remembering = remembering;
        this.revoker = revoker;
        this.waiters = waiters;
        this.dispatcher = dispatcher;
        this.overBots = overBots;
        this.shares = shares;
    }

    /** Counts this human's yes, and approves when it was the last one needed; then remembers, if asked to. */
    public Ruling approve(Target target, Human human, Surface surface, boolean remember) {
        return approve(
                target,
                human,
                (tx, request) -> judging.approve(tx, request, human, surface),
                remember,
                Optional.empty());
    }

    /**
     * Counts this human's yes to less, or to another time, than was asked; what was displayed to them must be exactly what
     * {@link #propose} made of these terms. The request becomes a new revision, in which earlier clicks and votes no longer
     * count. Remembers until the day that the terms name, if they name one.
     */
    public Ruling approve(Target target, Terms terms, Human human, Surface surface) {
        return approve(
                target,
                human,
                (tx, request) -> narrowing.approve(tx, request, terms, human, surface),
                terms.rememberUntil().isPresent(),
                terms.rememberUntil());
    }

    /** What would be approved on these terms, and which rule would be remembered; changes nothing. */
    public Proposal propose(Target target, Terms terms) {
        return store.read(tx -> {
            List<AccessRequest> found = new ArrayList<>(1);
            Judgement judgement = Targets.find(tx, target, request -> {
                if (request.state() != RequestState.PENDING) {
                    return Sentences.over(request, tx.now());
                }
                Narrowing.Attempt attempt = narrowing.attempt(request, terms);
                attempt.request().ifPresent(found::add);
                return Judgement.of(request, Ruling.Code.IMPOSSIBLE, attempt.no());
            });
            return found.isEmpty()
                    ? Proposal.no(judgement.text())
                    : Proposal.of(views.of(tx, found.get(0), terms.rememberUntil()));
        });
    }

    /** The longest that policy lets the bot have what this request is about. */
    public Duration longest(AccessRequest request) {
        return narrowing.longest(request, request.scope());
    }

    private Ruling approve(
            Target target,
            Human human,
            BiFunction<Transaction, AccessRequest, Judgement> judge,
            boolean remember,
            Optional<LocalDate> until) {
        return failingClosed(() -> {
            Ruling ruling = decide(target, judge);
            boolean remembers = ruling.code() == Ruling.Code.APPROVED && remember;
            if (!remembers || policyFile.changesTakeLong()) {
                spread(ruling);
                return remembers ? remembering.remember(ruling, human, until) : ruling;
            }
            try {
                // The rule first: a bot that is woken and asks again at once shall find it.
                return remembering.remember(ruling, human, until);
            } finally {
                spread(ruling);
            }
        });
    }

    /**
     * Says yes to everything of a bot that waits, 50 requests at most, or with {@code preview} says what that would hit.
     *
     * @param shown what the human was shown and means; empty means what waits now
     */
    public Deed approveAll(BotId bot, List<Deed.Shown> shown, Human human, Surface surface, boolean preview) {
        return Revoking.failingClosed(() -> {
            if (!maySee(human)) {
                refused(human.id(), "approve all of " + bot);
                return Deed.no(Deed.Code.NOT_APPROVER, "You are no approver of anything.");
            }
            return approvingAll.approve(bot, shown, human, preview, target -> approve(target, human, surface, false));
        });
    }

    /** Denies, or revokes if the request was issued already. */
    public Ruling deny(Target target, Human human, Surface surface, Optional<String> reason) {
        return failingClosed(
                () -> decideAndSpread(target, (tx, request) -> judging.deny(tx, request, human, surface, reason)));
    }

    /** Ends what was issued: the [Revoke] on a receipt. */
    public Ruling revoke(Target target, Human human, Surface surface) {
        return failingClosed(
                () -> decideAndSpread(target, (tx, request) -> judging.revoke(tx, request, human, surface)));
    }

    /** Writes into the audit log that someone was turned away at the edge, before a request was even looked at. */
    public void refused(String actor, String why) {
        store.writeNow(tx -> {
            tx.audit().append(AuditEvent.of(AuditEvent.Type.DECISION_REFUSED, Map.of("actor", actor, "detail", why)));
            return true;
        });
    }

    /**
     * Notes a signed request of Slack's and tells whether it was noted before, here or by another node. While the database is
     * away the answer is no: nothing can be decided then either.
     *
     * @param digest of its signature, at most 64 characters
     */
    public boolean seenBefore(String digest) {
        try {
            return !store.<Boolean>writeNow(tx -> tx.seenSignatures().add(digest));
        } catch (StoreUnavailable away) {
            return false;
        }
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
        return store.read(tx -> Targets.newest(tx, id).map(request -> views.of(tx, request)));
    }

    /**
     * Searches the audit log. One word is found by its index; where several must fit, some thousand rows are looked at for a
     * page, which may then have few rows or none and still say where to go on.
     */
    public AuditPage log(LogQuery query) {
        return store.read(tx -> tx.audit().page(filter(query)));
    }

    /** The audit log as evidence. */
    public AuditTrail trail() {
        return new AuditTrail(store);
    }

    /** The rules that count now, of one bot or of all: the policy's in order of the file, then elevations. */
    public List<RuleView> rules(Optional<BotId> bot) {
        return Stream.concat(
                        policyFile.current().written().stream().map(RuleView::of),
                        overBots.elevating().living().stream().map(RuleView::of))
                .filter(rule -> bot.isEmpty() || bot.get().equals(rule.bot()))
                .toList();
    }

    /** Where the policy comes from, if it is kept in git. */
    public Optional<PolicySource> policySource() {
        return policyFile.origin().map(PolicySource::of);
    }

    /** What happened since then, counted; {@link #LONGEST_STATS} at most. */
    public Stats stats(Duration back) {
        return store.read(tx -> {
            Instant since = tx.now().minus(back);
            return new Stats(since, tx.audit().counts(since), shares.budgets(tx));
        });
    }

    /** What would policy say; reads nothing but the policy and what humans gave and locked. */
    public Verdict can(BotId bot, Scope scope) {
        return rules.verdict(policyFile.current(), bot, scope);
    }

    /** What humans can do about bots as a whole. */
    public OverBots overBots() {
        return overBots;
    }

    /** The services for bots as a whole; each checks the human by itself. */
    public record OverBots(Revoking revoking, Locking locking, Elevating elevating, Rotating rotating, Roster roster) {}

    /** What would come of another policy, in UTF-8; nothing is put in force. */
    public PolicyCheck check(byte[] yaml, Optional<PolicyCheck.Question> question) {
        return PolicyCheck.of(policyFile, yaml, question);
    }

    /** Ids of the user groups that policy names; a surface says in {@link Human#groups()} which of them someone is in. */
    public Set<String> groupsInPolicy() {
        return policyFile.current().approverGroups();
    }

    private Ruling decideAndSpread(Target target, BiFunction<Transaction, AccessRequest, Judgement> judge) {
        Ruling ruling = decide(target, judge);
        spread(ruling);
        return ruling;
    }

    private Ruling decide(Target target, BiFunction<Transaction, AccessRequest, Judgement> judge) {
        Judgement judgement = judge(target, judge);
        if (judgement.code() == Ruling.Code.STALE && target.clicked().isPresent()) {
            judgement.request().ifPresent(request -> dispatcher.awaitPosting(request.id()));
            judgement = judge(target, judge);
        }
        return ruling(judgement);
    }

    private Judgement judge(Target target, BiFunction<Transaction, AccessRequest, Judgement> judge) {
        return store.writeNow(tx -> Targets.find(tx, target, request -> judge.apply(tx, request)));
    }

    private Ruling ruling(Judgement judgement) {
        return new Ruling(
                judgement.code(),
                judgement.text(),
                judgement.request().map(request -> store.read(tx -> views.of(tx, request))));
    }

    /** Tells the waiting bot, the card, and GitHub if something must die; all of it only after the commit. */
    private void spread(Ruling ruling) {
        if (!ruling.accepted() && ruling.code() != Ruling.Code.POLICY_DENIES) {
            return;
        }
        AccessRequest request = ruling.view().orElseThrow().request();
        waiters.wake(request.id());
        if (ruling.code() == Ruling.Code.REVOKED) {
            revoker.endAllSoon(request);
        }
    }

    private static AuditFilter filter(LogQuery query) {
        AuditFilter filter = AuditFilter.newest(query.limit());
        if (query.since().isPresent()) {
            filter = filter.since(query.since().get());
        }
        if (query.until().isPresent()) {
            filter = filter.until(query.until().get());
        }
        if (query.before().isPresent()) {
            filter = filter.before(query.before().get());
        }
        if (query.after().isPresent()) {
            filter = filter.after(query.after().get());
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

    private static Ruling failingClosed(Supplier<Ruling> ruling) {
        try {
            return ruling.get();
        } catch (StoreUnavailable away) {
            return new Ruling(
                    Ruling.Code.UNAVAILABLE,
                    away.mayBeKept()
                            ? "The database was lost while the broker wrote this down, so it may be decided and may not. Look"
                                    + " again in a minute, and decide if it is not."
                            : "The broker cannot write its records now, so nothing was decided. Try again in a minute.",
                    Optional.empty());
        }
    }
}

package botcreds.broker.credentials;

import botcreds.broker.github.GitHub;
import botcreds.broker.github.Mint;
import botcreds.broker.github.MintOrder;
import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.AuditEvent;
import botcreds.broker.model.Kind;
import botcreds.broker.model.RequestId;
import botcreds.broker.model.RequestState;
import botcreds.broker.requests.Answer;
import botcreds.broker.requests.Caller;
import botcreds.broker.requests.Refusal;
import botcreds.broker.store.Attempt;
import botcreds.broker.store.Outcome;
import botcreds.broker.store.Standing;
import botcreds.broker.store.Store;
import botcreds.broker.store.StoreUnavailable;
import botcreds.broker.store.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Mints for one request, at most once at a time: intent, GitHub, record, and only then the answer. Thread-safe; blocks for
 * two commits and one call to GitHub.
 */
public final class Minter {
    /** Longer than any call to GitHub may take, so that a lease ends only when its node is gone. */
    static final Duration LEASE = Duration.ofSeconds(60);

    /** With the back-off below these span more than an hour of GitHub being away. */
    static final int MOST_ATTEMPTS = 24;

    private static final Duration LONGEST_BACK_OFF = Duration.ofMinutes(5);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private final Store store;
    private final GitHub gitHub;
    private final DeployKeyIssue deployKeys;
    private final Issuing issuing;
    private final ConcurrentHashMap<RequestId, CompletableFuture<Void>> inFlight = new ConcurrentHashMap<>();

    public Minter(Store store, GitHub gitHub, DeployKeyIssue deployKeys, Issuing issuing) {
        this.store = store;
        this.gitHub = gitHub;
        this.deployKeys = deployKeys;
        this.issuing = issuing;
    }

    /** Writes the intent; part of the unit of work that found the request fit to mint for. */
    static Optional<Attempt> begin(Transaction tx, AccessRequest request, int step) {
        Optional<Attempt> attempt = tx.mints().begin(request.id(), step, LEASE, MOST_ATTEMPTS);
        attempt.ifPresent(begun -> expect(tx, request, begun));
        return attempt;
    }

    /** The same for a request that this very unit of work has added. */
    public static Attempt beginFirst(Transaction tx, AccessRequest request) {
        Attempt attempt = tx.mints().beginFirst(request.id(), LEASE);
        expect(tx, request, attempt);
        return attempt;
    }

    private static void expect(Transaction tx, AccessRequest request, Attempt attempt) {
        tx.audit()
                .append(AuditEvent.of(
                        AuditEvent.Type.MINT_STARTED,
                        request,
                        Map.of(
                                "step",
                                Integer.toString(attempt.step()),
                                "attempt",
                                Integer.toString(attempt.epoch()))));
        if (request.kind() == Kind.DEPLOY_KEY) {
            DeployKeyIssue.expect(tx, request);
        }
    }

    /**
     * Mints for a request that policy allows right now.
     *
     * @param begun the intent, if it was written together with the request
     * @return empty when the request has changed meanwhile: look at it again
     */
    public Optional<Answer> mint(Caller caller, AccessRequest request, int step, Optional<Attempt> begun) {
        CompletableFuture<Void> mine = new CompletableFuture<>();
        CompletableFuture<Void> others = inFlight.putIfAbsent(request.id(), mine);
        if (others != null) {
            others.join();
            return Optional.empty();
        }
        try {
            Optional<Attempt> attempt = begun.isPresent() ? begun : store.writeNow(tx -> beginAnew(tx, request, step));
            return attempt.isPresent()
                    ? Optional.of(mint(caller, request, attempt.get()))
                    : unableToBegin(request, step);
        } finally {
            inFlight.remove(request.id(), mine);
            mine.complete(null);
        }
    }

    private static Optional<Attempt> beginAnew(Transaction tx, AccessRequest seen, int step) {
        AccessRequest now = tx.requests().byId(seen.id()).orElseThrow();
        boolean unchanged = now.state() == seen.state() && now.revision() == seen.revision();
        return unchanged ? begin(tx, now, step) : Optional.empty();
    }

    private Optional<Answer> unableToBegin(AccessRequest request, int step) {
        Instant now = store.now();
        Optional<Standing> standing = store.read(tx -> tx.mints().standing(request.id(), step));
        if (standing.isEmpty()
                || standing.get().last().filter(last -> last == Outcome.MINTED).isPresent()) {
            return Optional.empty();
        }
        if (standing.get().inFlight()) {
            return Optional.of(new Answer.Waiting(request, LOOK_AGAIN));
        }
        Optional<Instant> retryAt = standing.get().retryAt().filter(now::isBefore);
        if (retryAt.isPresent()) {
            return Optional.of(Refusals.gitHubAway(Duration.between(now, retryAt.get()), request));
        }
        if (standing.get().attempts() < MOST_ATTEMPTS) {
            return Optional.empty();
        }
        return request.state() == RequestState.APPROVED
                ? issuing.fail(
                        request,
                        Refusal.Code.GITHUB_REFUSED,
                        "GitHub could not be reached in " + MOST_ATTEMPTS + " attempts.")
                : Optional.of(Refusals.gitHubAway(LONGEST_BACK_OFF, request));
    }

    private Answer mint(Caller caller, AccessRequest request, Attempt attempt) {
        Mint mint;
        try {
            mint = order(request);
        } catch (RuntimeException fault) {
            // Whatever broke, GitHub may have minted: the attempt must not look as if it never happened.
            recordFailure(request, attempt, Outcome.ORPHAN_POSSIBLE, "a fault in the broker", Duration.ZERO);
            throw fault;
        }
        return mint.fold(
                minted -> issuing.issue(caller, request, attempt, minted),
                refused -> {
                    recordFailure(request, attempt, Outcome.FAILED, refused.detail(), Duration.ZERO);
                    return giveUp(request, Refusal.Code.valueOf(refused.code().name()), refused.detail());
                },
                away -> {
                    Duration wait = backOff(away.retryAfter(), attempt);
                    Outcome outcome = away.maybeMinted() ? Outcome.ORPHAN_POSSIBLE : Outcome.FAILED;
                    recordFailure(request, attempt, outcome, away.why(), wait);
                    return Refusals.gitHubAway(wait, request);
                },
                mismatch -> {
                    Outcome outcome = mismatch.revoked() ? Outcome.FAILED : Outcome.ORPHAN_POSSIBLE;
                    recordFailure(request, attempt, outcome, mismatch.what(), Duration.ZERO);
                    issuing.alert(request, mismatch);
                    return giveUp(
                            request,
                            Refusal.Code.SCOPE_MISMATCH,
                            "GitHub's answer did not fit what was approved; it was revoked, not handed out.");
                });
    }

    private Mint order(AccessRequest request) {
        return request.kind() == Kind.DEPLOY_KEY
                ? deployKeys.make(request)
                : gitHub.mint(new MintOrder(request.installationId(), request.repositoryIds(), request.scope()));
    }

    private Answer giveUp(AccessRequest request, Refusal.Code code, String detail) {
        return issuing.fail(request, code, detail)
                .orElseGet(() -> new Answer.Refused(
                        Refusal.of(code, detail, Refusals.hintAfter(code)).about(request.id())));
    }

    private void recordFailure(AccessRequest request, Attempt attempt, Outcome outcome, String why, Duration wait) {
        try {
            store.writeNow(tx -> {
                Optional<Instant> retryAt =
                        wait.isZero() ? Optional.empty() : Optional.of(tx.now().plus(wait));
                if (tx.mints().finish(attempt, outcome, retryAt)) {
                    recordAttempt(tx, request, attempt, outcome, why);
                }
                return true;
            });
        } catch (StoreUnavailable away) {
            // The intent is durable and its lease ends by itself; the reaper then lists it as a possible orphan.
            return;
        }
    }

    /** The audit row of an attempt that brought nothing. */
    public static void recordAttempt(
            Transaction tx, AccessRequest request, Attempt attempt, Outcome outcome, String why) {
        boolean orphan = outcome == Outcome.ORPHAN_POSSIBLE;
        Map<String, String> detail = Map.of(
                "step",
                Integer.toString(attempt.step()),
                "attempt",
                Integer.toString(attempt.epoch()),
                "detail",
                why,
                orphan ? "until" : "outcome",
                orphan ? attempt.startedAt().plus(Duration.ofHours(1)).toString() : "failed");
        tx.audit()
                .append(AuditEvent.of(
                        orphan ? AuditEvent.Type.ORPHAN_POSSIBLE : AuditEvent.Type.MINT_FAILED, request, detail));
    }

    private static Duration backOff(Duration asked, Attempt attempt) {
        Duration own = Duration.ofSeconds(1L << Math.min(attempt.epoch() - 1, 9));
        Duration bounded = own.compareTo(LONGEST_BACK_OFF) > 0 ? LONGEST_BACK_OFF : own;
        return asked.compareTo(bounded) > 0 ? asked : bounded;
    }
}

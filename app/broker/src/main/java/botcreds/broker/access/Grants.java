package botcreds.broker.access;

import botcreds.broker.access.Asking.Asked;
import botcreds.broker.credentials.FairShares;
import botcreds.broker.credentials.Issuing;
import botcreds.broker.credentials.Minter;
import botcreds.broker.credentials.RefreshPace;
import botcreds.broker.credentials.Refusals;
import botcreds.broker.credentials.Revoker;
import botcreds.broker.errands.Transitions;
import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.ApprovalKind;
import botcreds.broker.model.BotId;
import botcreds.broker.model.Credential;
import botcreds.broker.model.CredentialState;
import botcreds.broker.model.HumanDecision;
import botcreds.broker.model.Kind;
import botcreds.broker.model.RequestId;
import botcreds.broker.model.RequestState;
import botcreds.broker.model.Scope;
import botcreds.broker.policy.Decision;
import botcreds.broker.policy.Policy;
import botcreds.broker.policy.PolicyFile;
import botcreds.broker.policy.RuleRef;
import botcreds.broker.requests.Answer;
import botcreds.broker.requests.Ask;
import botcreds.broker.requests.Caller;
import botcreds.broker.requests.Refusal;
import botcreds.broker.requests.Waiters;
import botcreds.broker.rules.EffectiveRules;
import botcreds.broker.rules.Verdict;
import botcreds.broker.store.Attempt;
import botcreds.broker.store.Store;
import botcreds.broker.store.StoreUnavailable;
import botcreds.broker.store.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * What bots can do: ask, collect, refresh, end. Each call may block for as long as a commit and a call to GitHub take, and
 * never for a human; whoever wants to wait for a human parks on {@link #changed}. While the database is away every call
 * answers STORE_UNAVAILABLE. Thread-safe.
 */
public final class Grants {
    /** A refresh this soon after the last one is the same refresh sent twice. */
    private static final Duration SAME_REFRESH = Duration.ofSeconds(30);

    private final Store store;
    private final PolicyFile policyFile;
    private final EffectiveRules rules;
    private final Asking asking;
    private final Minter minter;
    private final Issuing issuing;
    private final Revoker revoker;
    private final Waiters waiters;
    private final FairShares shares;
    private final RefreshPace refreshPace = new RefreshPace();
    private final Set<String> keysInUse = ConcurrentHashMap.newKeySet();

    Grants(
            Store store,
            PolicyFile policyFile,
            EffectiveRules rules,
            Asking asking,
            Minter minter,
            Issuing issuing,
            Revoker revoker,
            Waiters waiters,
            FairShares shares) {
        this.store = store;
        this.policyFile = policyFile;
        this.rules = rules;
        this.asking = asking;
        this.minter = minter;
        this.issuing = issuing;
        this.revoker = revoker;
        this.waiters = waiters;
        this.shares = shares;
    }

    /** Asks for a credential; joins the same ask of the same bot if one is open. */
    public Answer request(Caller caller, Ask ask, Optional<String> idempotencyKey) {
        Optional<String> key = idempotencyKey.map(each -> caller.bot() + " " + each);
        if (key.isPresent() && !keysInUse.add(key.get())) {
            return new Answer.Refused(Refusal.of(
                            Refusal.Code.IDEMPOTENCY_KEY_IN_USE,
                            "The first request with this Idempotency-Key is still being served.",
                            "Send it again in a second; nothing is asked twice.")
                    .retryAfter(Duration.ofSeconds(1)));
        }
        try {
            return failingClosed(() -> ask(caller, ask, idempotencyKey));
        } finally {
            key.ifPresent(keysInUse::remove);
        }
    }

    /** Says how a request stands, and mints if it is approved; the same live token again if it was issued. */
    public Answer collect(Caller caller, RequestId id) {
        return failingClosed(() -> unlessLocked(caller, () -> collectNow(caller, id)));
    }

    /** Mints anew under the same grant, after asking policy again. */
    public Answer refresh(Caller caller, RequestId id) {
        return failingClosed(() -> unlessLocked(caller, () -> {
            Optional<Duration> tooFast =
                    own(caller, id).flatMap(session -> refreshPace.count(session.id(), store.now()));
            if (tooFast.isPresent()) {
                return Refusals.refreshedTooOften(id, tooFast.get());
            }
            Optional<Answer> answer = Optional.empty();
            while (answer.isEmpty()) {
                Optional<AccessRequest> request = own(caller, id);
                answer = request.isPresent() ? refresh(caller, request.get()) : Optional.of(Refusals.notFound());
            }
            return answer.get();
        }));
    }

    /**
     * Ends a request on its bot's wish: cancels it, or revokes what was issued. Idempotent.
     *
     * @return Refused with CANCELLED or REVOKED (or the end it had already) when it is over, Waiting while GitHub has not
     *     confirmed the revocation
     */
    public Answer end(Caller caller, RequestId id) {
        return failingClosed(() -> {
            Optional<AccessRequest> request = own(caller, id);
            if (request.isEmpty()) {
                return Refusals.notFound();
            }
            AccessRequest ended = store.writeNow(tx -> endNow(tx, caller, id));
            waiters.wake(id);
            return revoker.endAll(ended) ? Refusals.ended(ended) : new Answer.Waiting(ended, Duration.ofSeconds(5));
        });
    }

    /** What would policy say; reads nothing but the policy. */
    public Verdict can(BotId bot, Scope scope) {
        return rules.verdict(policyFile.current(), bot, scope);
    }

    /**
     * Completes, on some other thread, as soon as the request may have changed; register first, then collect, then wait,
     * and nothing is missed. Cancel it to be forgotten.
     *
     * @return empty when this bot, or the broker as a whole, has too many waiting already
     */
    public Optional<CompletableFuture<Void>> changed(BotId bot, RequestId id) {
        return waiters.await(bot, id, policyFile.current().limits().waitingPerBot());
    }

    private Answer ask(Caller caller, Ask ask, Optional<String> idempotencyKey) {
        Asked asked = asking.ask(caller, ask, idempotencyKey, policyFile.current());
        if (asked.refused().isPresent()) {
            return asked.refused().get();
        }
        AccessRequest request = asked.request().orElseThrow();
        Optional<Answer> minted = asked.attempt().flatMap(begun -> minter.mint(caller, request, 0, Optional.of(begun)));
        return minted.orElseGet(() -> collectNow(caller, request.id()));
    }

    private Answer collectNow(Caller caller, RequestId id) {
        Optional<Answer> answer = Optional.empty();
        while (answer.isEmpty()) {
            Optional<AccessRequest> request = own(caller, id);
            answer = request.isPresent() ? collect(caller, request.get()) : Optional.of(Refusals.notFound());
        }
        return answer.get();
    }

    /** One look at a request; empty when it changed under our hands, so that it must be looked at again. */
    private Optional<Answer> collect(Caller caller, AccessRequest request) {
        Instant now = store.now();
        boolean mayStillEnd = request.state().isOpen() || request.state() == RequestState.ISSUED;
        if (!mayStillEnd) {
            return Optional.of(Refusals.ended(request));
        }
        if (request.state().isOpen() && !now.isBefore(request.expiresAt())) {
            store.writeNow(tx -> Transitions.expired(tx, request));
            return Optional.empty();
        }
        Policy policy = policyFile.current();
        Decision decision = rules.decide(policy, request.bot(), request.scope(), now);
        Optional<RuleRef> forbidden = forbidden(request, decision);
        if (forbidden.isPresent()) {
            return forbid(request, forbidden.get());
        }
        return switch (request.state()) {
            case PENDING -> waitOrAllow(request, decision, policy);
            case APPROVED -> mint(caller, request, Optional.empty());
            default -> deliver(caller, request, now);
        };
    }

    /** What policy says of a request now: a deny, or that only a human could allow what the policy once did by itself. */
    private static Optional<RuleRef> forbidden(AccessRequest request, Decision decision) {
        boolean byPolicy =
                request.approval().filter(how -> how == ApprovalKind.AUTO).isPresent();
        return decision.fold(
                deny -> Optional.of(deny.rule()),
                allow -> Optional.empty(),
                approval -> byPolicy ? Optional.of(approval.rule()) : Optional.empty());
    }

    private Optional<Answer> forbid(AccessRequest request, RuleRef rule) {
        Optional<AccessRequest> ended = store.writeNow(tx -> {
            if (request.state() != RequestState.ISSUED) {
                return Transitions.deniedByPolicy(tx, request, rule);
            }
            Revoker.mark(tx, request);
            return Transitions.revoked(tx, request, HumanDecision.BY_POLICY);
        });
        waiters.wake(request.id());
        ended.ifPresent(revoker::endAll);
        return ended.map(
                done -> new Answer.Refused(Refusals.denied(rule).refusal().about(request.id())));
    }

    private Optional<Answer> waitOrAllow(AccessRequest request, Decision decision, Policy policy) {
        Optional<RuleRef> allowing = decision.fold(
                deny -> Optional.empty(), allow -> Optional.of(allow.rule()), approval -> Optional.empty());
        if (allowing.isEmpty()) {
            return Optional.of(new Answer.Waiting(request, Duration.ofSeconds(5)));
        }
        store.writeNow(tx ->
                Transitions.approvedByPolicy(tx, request, allowing.get(), policy.digest(), Asking.COLLECT_WITHIN));
        return Optional.empty();
    }

    private Optional<Answer> mint(Caller caller, AccessRequest request, Optional<Attempt> begun) {
        return minter.mint(caller, request, request.step(), begun);
    }

    private Optional<Answer> deliver(Caller caller, AccessRequest request, Instant now) {
        Optional<Credential> credential = store.read(tx -> tx.credentials().of(request.id(), request.step()));
        boolean live = credential
                .filter(each -> each.state() == CredentialState.ACTIVE && now.isBefore(each.expiresAt()))
                .isPresent();
        if (live) {
            return Optional.of(issuing.deliver(caller, request, credential.get()));
        }
        if (request.kind() == Kind.SESSION && now.isBefore(request.grantEndsAt().orElseThrow())) {
            return refresh(caller, request);
        }
        return Optional.of(Refusals.ended(request.ended(RequestState.EXPIRED)));
    }

    private Optional<Answer> refresh(Caller caller, AccessRequest request) {
        Instant now = store.now();
        if (request.state() != RequestState.ISSUED) {
            return Optional.of(
                    request.state().isOpen()
                            ? new Answer.Waiting(request, Duration.ofSeconds(5))
                            : Refusals.ended(request));
        }
        if (request.kind() != Kind.SESSION) {
            return Optional.of(new Answer.Refused(Refusal.of(
                            Refusal.Code.NOT_REFRESHABLE,
                            "This request was for one token, not for a session.",
                            "Ask with \"kind\": \"session\" to refresh without asking again.")
                    .about(request.id())));
        }
        if (!now.isBefore(request.grantEndsAt().orElseThrow())) {
            return Optional.of(Refusals.ended(request.ended(RequestState.EXPIRED)));
        }
        Optional<RuleRef> forbidden =
                forbidden(request, rules.decide(policyFile.current(), request.bot(), request.scope(), now));
        if (forbidden.isPresent()) {
            return forbid(request, forbidden.get());
        }
        Optional<Credential> current = store.read(tx -> tx.credentials().of(request.id(), request.step()));
        if (current.filter(each -> each.state() == CredentialState.ACTIVE
                        && now.isBefore(each.issuedAt().plus(SAME_REFRESH))
                        && now.isBefore(each.expiresAt()))
                .isPresent()) {
            return Optional.of(issuing.deliver(caller, request, current.get()));
        }
        Optional<Answer.Refused> unfair = shares.refusal(request.installationId(), request.bot());
        if (unfair.isPresent()) {
            return Optional.of(new Answer.Refused(unfair.get().refusal().about(request.id())));
        }
        return minter.mint(caller, request, request.step() + 1, Optional.empty());
    }

    private AccessRequest endNow(Transaction tx, Caller caller, RequestId id) {
        AccessRequest request = tx.requests().byId(id).orElseThrow();
        if (request.state().isOpen()) {
            return Transitions.cancelled(tx, request, caller).orElseThrow();
        }
        if (request.state() == RequestState.ISSUED) {
            Revoker.mark(tx, request);
            return Transitions.revoked(tx, request, caller.bot().value()).orElseThrow();
        }
        return request;
    }

    /** The request, if it is this bot's; another bot's is as unknown as one that never was. */
    private Optional<AccessRequest> own(Caller caller, RequestId id) {
        return store.read(tx -> tx.requests().byId(id))
                .filter(request -> request.bot().equals(caller.bot()));
    }

    /** Before anything else, and by the database: a lock counts at once, on every node and after a restart. */
    private Answer unlessLocked(Caller caller, Supplier<Answer> answer) {
        return store.read(tx -> tx.locks().isLocked(caller.bot())) ? Refusals.locked() : answer.get();
    }

    private static Answer failingClosed(Supplier<Answer> answer) {
        try {
            return answer.get();
        } catch (StoreUnavailable away) {
            return Refusals.storeAway();
        }
    }
}

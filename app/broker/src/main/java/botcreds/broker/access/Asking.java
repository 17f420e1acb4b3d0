package botcreds.broker.access;

import botcreds.broker.credentials.DeployKeyIssue;
import botcreds.broker.credentials.FairShares;
import botcreds.broker.credentials.Minter;
import botcreds.broker.credentials.Refusals;
import botcreds.broker.errands.Happenings;
import botcreds.broker.errands.Transitions;
import botcreds.broker.github.GitHub;
import botcreds.broker.github.Preflight;
import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.ApprovalKind;
import botcreds.broker.model.AuditEvent;
import botcreds.broker.model.Durations;
import botcreds.broker.model.Elevation;
import botcreds.broker.model.HumanDecision;
import botcreds.broker.model.Ids;
import botcreds.broker.model.Kind;
import botcreds.broker.model.RequestId;
import botcreds.broker.model.RequestState;
import botcreds.broker.model.Scope;
import botcreds.broker.policy.Decision;
import botcreds.broker.policy.Policy;
import botcreds.broker.policy.RuleRef;
import botcreds.broker.requests.Answer;
import botcreds.broker.requests.Ask;
import botcreds.broker.requests.Caller;
import botcreds.broker.requests.Fingerprint;
import botcreds.broker.requests.Refusal;
import botcreds.broker.rules.EffectiveRules;
import botcreds.broker.store.Attempt;
import botcreds.broker.store.Foreseen;
import botcreds.broker.store.IdempotencyKeys;
import botcreds.broker.store.Store;
import botcreds.broker.store.Transaction;
import botcreds.broker.store.Work;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Turns an ask into a request: policy first, then GitHub's word that it is possible at all, then one commit with the
 * request, its audit rows and, when policy allows it, the intent to mint. Thread-safe.
 */
final class Asking {
    /** How long an approved credential may wait to be collected. */
    static final Duration COLLECT_WITHIN = Duration.ofHours(1);

    private static final Duration KEY_LIFETIME = Duration.ofHours(24);

    private final Store store;
    private final GitHub gitHub;
    private final Ids ids;
    private final Renames renames;
    private final EffectiveRules rules;
    private final FairShares shares;
    private final ShortIds shortIds;
    private final LockedBots locked;

    Asking(Store store, GitHub gitHub, Ids ids, Renames renames, EffectiveRules rules, FairShares shares) {
        this.store = store;
        this.gitHub = gitHub;
        this.ids = ids;
        this.renames = renames;
        this.rules = rules;
        this.shares = shares;
        this.shortIds = new ShortIds(ids::shortId);
        this.locked = new LockedBots(store);
    }

    /** What an ask led to: a request (new or joined), or no. */
    record Asked(Optional<AccessRequest> request, Optional<Attempt> attempt, Optional<Answer.Refused> refused) {
        static Asked of(AccessRequest request, Optional<Attempt> attempt) {
            return new Asked(Optional.of(request), attempt, Optional.empty());
        }

        static Asked no(Answer.Refused refused) {
            return new Asked(Optional.empty(), Optional.empty(), Optional.of(refused));
        }
    }

    /** Asks under one immutable policy; every check and the rows it leaves name that policy's digest. */
    Asked ask(Caller caller, Ask ask, Optional<String> idempotencyKey, Policy policy) {
        Instant now = store.now();
        Optional<Asked> used = idempotencyKey.flatMap(key -> store.read(tx -> seen(tx, caller, ask, key)));
        if (used.isPresent()) {
            return used.get();
        }
        if (locked.contains(caller.bot(), now)) {
            return store.writeNow(tx -> lockedOut(tx, caller, ask, policy));
        }
        Decision decision = rules.decide(policy, caller.bot(), ask.scope(), now);
        Optional<RuleRef> denied = ruleOfDeny(decision);
        if (denied.isPresent()) {
            return deny(caller, ask, policy, denied.get());
        }
        Optional<Answer.Refused> tooLong = tooLong(caller, ask, policy);
        if (tooLong.isPresent()) {
            return Asked.no(tooLong.get());
        }
        boolean isKey = ask.kind() == Kind.DEPLOY_KEY;
        Scope needed = isKey ? DeployKeyIssue.needed(ask.scope()) : ask.scope();
        return gitHub.preflight(needed, () -> recordLookUp(caller, ask))
                .fold(
                        ready -> pinned(caller, ask, idempotencyKey, policy, decision, asked(ready, ask)),
                        refused -> Asked.no(Refusals.refused(
                                Refusal.Code.valueOf(refused.code().name()), refused.detail(), refused.hint())),
                        away -> Asked.no(Refusals.gitHubAway(away.retryAfter())));
    }

    /** What GitHub was asked about with the permissions that are shown, approved and honoured. */
    private static Preflight.Ready asked(Preflight.Ready ready, Ask ask) {
        return new Preflight.Ready(
                ready.installationId(),
                ready.repositoryIds(),
                new Scope(ready.scope().repositories(), ask.scope().permissions()));
    }

    private Asked pinned(
            Caller caller,
            Ask ask,
            Optional<String> idempotencyKey,
            Policy policy,
            Decision decision,
            Preflight.Ready ready) {
        Optional<RuleRef> deniedBefore = renames.deniedUnderAnotherName(caller.bot(), ready, policy);
        if (deniedBefore.isPresent()) {
            return deny(caller, ask, policy, deniedBefore.get());
        }
        Optional<Answer.Refused> unfair = shares.refusal(ready.installationId(), caller.bot());
        Foreseen foreseen = new Foreseen(caller.bot(), Fingerprint.of(ask), shortIds.drawn());
        return store.writeNow(Work.foreseeing(foreseen, tx -> {
            Optional<Asked> used = idempotencyKey.flatMap(key -> seen(tx, caller, ask, key));
            if (used.isPresent()) {
                return used.get();
            }
            if (tx.locks().isLocked(caller.bot())) {
                return lockedOut(tx, caller, ask, policy);
            }
            Optional<AccessRequest> twin = tx.requests().open(caller.bot(), foreseen.fingerprint());
            if (twin.isEmpty() && unfair.isPresent()) {
                return Asked.no(unfair.get());
            }
            Asked asked = twin.map(open -> Asked.of(open, Optional.empty()))
                    .orElseGet(() -> create(
                            tx, caller, ask, policy, standing(tx, caller, policy, decision, ready), ready, foreseen));
            asked.request()
                    .ifPresent(request -> idempotencyKey.ifPresent(key -> tx.idempotencyKeys()
                            .add(
                                    caller.bot(),
                                    key,
                                    Fingerprint.ofBody(ask),
                                    request.id(),
                                    tx.now().plus(KEY_LIFETIME))));
            return asked;
        }));
    }

    /** An elevation may have ended while GitHub was asked; the policy's own word is of one immutable state. */
    private static Decision standing(
            Transaction tx, Caller caller, Policy policy, Decision decision, Preflight.Ready ready) {
        return Elevation.isOne(decision.rule().path())
                ? EffectiveRules.decide(tx, policy, caller.bot(), ready.scope())
                : decision;
    }

    private Asked create(
            Transaction tx,
            Caller caller,
            Ask ask,
            Policy policy,
            Decision decision,
            Preflight.Ready ready,
            Foreseen foreseen) {
        boolean auto = isAllowed(decision);
        if (!auto && tx.requests().countPending(caller.bot()) >= policy.limits().pendingPerBot()) {
            return Asked.no(new Answer.Refused(Refusal.of(
                            Refusal.Code.TOO_MANY_PENDING,
                            "This bot has " + policy.limits().pendingPerBot()
                                    + " requests waiting for a human already.",
                            "Wait for them, or cancel one with DELETE /v1/token/{request_id}, then ask again.")
                    .retryAfter(Duration.ofMinutes(1))));
        }
        String shortId = shortIds.free(foreseen.shortId(), tx.requests()::shortIdTaken);
        AccessRequest request = request(tx, caller, ask, policy, decision, ready, shortId);
        tx.requests().insert(request, foreseen.fingerprint());
        ask.publicKey().ifPresent(key -> tx.deployKeys().offer(request.id(), key));
        tx.audit().append(AuditEvent.of(AuditEvent.Type.CREDENTIAL_REQUESTED, request, requestedDetail(request, ask)));
        if (auto) {
            return Asked.of(request, Optional.of(Minter.beginFirst(tx, request)));
        }
        tx.audit()
                .append(AuditEvent.of(
                        AuditEvent.Type.APPROVAL_REQUESTED,
                        request,
                        Map.of(
                                "rule",
                                request.rule(),
                                "expires_at",
                                request.expiresAt().toString())));
        Nudging.plan(tx, request);
        Transitions.announce(tx, request);
        Happenings.note(tx, request);
        return Asked.of(request, Optional.empty());
    }

    private AccessRequest request(
            Transaction tx,
            Caller caller,
            Ask ask,
            Policy policy,
            Decision decision,
            Preflight.Ready ready,
            String shortId) {
        boolean auto = isAllowed(decision);
        Duration waiting =
                decision.fold(deny -> COLLECT_WITHIN, allow -> COLLECT_WITHIN, approval -> approval.timeout());
        return new AccessRequest(
                ids.requestId(),
                shortId,
                caller.bot(),
                ready.scope(),
                ready.repositoryIds(),
                ready.installationId(),
                ask.reason(),
                ask.kind(),
                ask.ttl(),
                auto ? RequestState.APPROVED : RequestState.PENDING,
                1,
                0,
                auto ? Optional.of(ApprovalKind.AUTO) : Optional.empty(),
                Optional.empty(),
                decision.rule().toString(),
                policy.digest(),
                tx.now(),
                tx.now().plus(waiting),
                Optional.empty(),
                ask.callbackUrl(),
                caller.clientIp());
    }

    private static Optional<Asked> seen(Transaction tx, Caller caller, Ask ask, String key) {
        Optional<IdempotencyKeys.Use> use = tx.idempotencyKeys().find(caller.bot(), key);
        if (use.isEmpty()) {
            return Optional.empty();
        }
        if (!use.get().fingerprint().equals(Fingerprint.ofBody(ask))) {
            return Optional.of(Asked.no(Refusals.refused(
                    Refusal.Code.IDEMPOTENCY_KEY_REUSED,
                    "This Idempotency-Key came with another body before.",
                    "Use a new key for a new ask; repeat a key only with the very same body.")));
        }
        RequestId first = use.get().request();
        return tx.requests().byId(first).map(request -> Asked.of(request, Optional.empty()));
    }

    private Asked deny(Caller caller, Ask ask, Policy policy, RuleRef rule) {
        return store.writeNow(tx -> {
            recordDenial(tx, caller, ask, policy, rule.toString());
            return Asked.no(Refusals.denied(rule));
        });
    }

    private static Asked lockedOut(Transaction tx, Caller caller, Ask ask, Policy policy) {
        recordDenial(tx, caller, ask, policy, "bot_lock");
        return Asked.no(Refusals.locked());
    }

    private static void recordDenial(Transaction tx, Caller caller, Ask ask, Policy policy, String rule) {
        Map<String, String> detail = askedDetail(ask.scope(), ask);
        detail.put("client_ip", caller.clientIp());
        detail.put("rule", rule);
        detail.put("policy_hash", policy.digest());
        tx.audit().append(event(AuditEvent.Type.CREDENTIAL_REQUESTED, caller, detail));
        detail.put("actor", HumanDecision.BY_POLICY);
        tx.audit().append(event(AuditEvent.Type.CREDENTIAL_DENIED, caller, detail));
    }

    private void recordLookUp(Caller caller, Ask ask) {
        store.writeNow(tx -> {
            Map<String, String> detail = new HashMap<>();
            detail.put("repo", String.join(" ", ask.scope().repositoryNames()));
            detail.put("permissions", "metadata:read");
            detail.put("client_ip", caller.clientIp());
            tx.audit().append(event(AuditEvent.Type.REPOSITORY_LOOKED_UP, caller, detail));
            return true;
        });
    }

    private static Optional<Answer.Refused> tooLong(Caller caller, Ask ask, Policy policy) {
        Duration most = policy.maxTtl(caller.bot(), ask.scope(), ask.kind())
                .orElse(ask.kind().longestTtl());
        if (ask.ttl().compareTo(most) <= 0) {
            return Optional.empty();
        }
        return Optional.of(Refusals.refused(
                Refusal.Code.TTL_TOO_LONG,
                "The policy allows a ttl of at most " + Durations.format(most) + " here.",
                "Ask again with \"ttl\": \"" + Durations.format(most) + "\""
                        + (ask.kind() == Kind.SESSION ? "." : ", or for a session, which can be refreshed.")));
    }

    private static boolean isAllowed(Decision decision) {
        return decision.fold(deny -> false, allow -> true, approval -> false);
    }

    private static Optional<RuleRef> ruleOfDeny(Decision decision) {
        return decision.fold(deny -> Optional.of(deny.rule()), allow -> Optional.empty(), approval -> Optional.empty());
    }

    private static Map<String, String> requestedDetail(AccessRequest request, Ask ask) {
        Map<String, String> detail = new HashMap<>(Map.of(
                "reason", request.reason().text(),
                "client_ip", request.clientIp(),
                "ttl", Durations.format(request.ttl()),
                "kind", request.kind().word(),
                "rule", request.rule(),
                "policy_hash", request.policyDigest()));
        ask.publicKey().ifPresent(key -> detail.put("deploy_key", key.fingerprint()));
        return detail;
    }

    private static Map<String, String> askedDetail(Scope scope, Ask ask) {
        Map<String, String> detail = new HashMap<>();
        detail.put("repo", String.join(" ", scope.repositoryNames()));
        detail.put("permissions", String.join(" ", scope.permissions().words()));
        detail.put("reason", ask.reason().text());
        return detail;
    }

    private static AuditEvent event(AuditEvent.Type type, Caller caller, Map<String, String> detail) {
        return new AuditEvent(type, Optional.of(caller.bot()), Optional.empty(), new java.util.TreeMap<>(detail));
    }
}

package botcreds.broker.errands;

import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.ApprovalKind;
import botcreds.broker.model.AuditEvent;
import botcreds.broker.model.Human;
import botcreds.broker.model.HumanDecision;
import botcreds.broker.model.RequestState;
import botcreds.broker.policy.RuleRef;
import botcreds.broker.requests.Caller;
import botcreds.broker.requests.Refusal;
import botcreds.broker.requests.Surface;
import botcreds.broker.store.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Every change of a request's state, together with the audit row and the announcement that belong to it. Each method works
 * inside one unit of work and returns the request as it is now, or nothing when someone else was faster; then nothing was
 * written.
 */
public final class Transitions {
    private Transitions() {}

    /** Enough humans have said yes; its bot has {@code collectWithin} to collect. */
    public static Optional<AccessRequest> approvedByHuman(
            Transaction tx,
            AccessRequest before,
            Human human,
            Surface surface,
            boolean selfApproved,
            String rule,
            String policyDigest,
            Duration collectWithin) {
        HumanDecision decision = new HumanDecision(human.id(), human.name(), tx.now(), Optional.empty());
        AccessRequest after = before.approved(
                ApprovalKind.MANUAL,
                Optional.of(decision),
                rule,
                policyDigest,
                tx.now().plus(collectWithin));
        return change(tx, before, after, AuditEvent.Type.APPROVAL_GRANTED, by(human, surface, selfApproved));
    }

    /** The policy has come to allow what was waiting for a human. */
    public static Optional<AccessRequest> approvedByPolicy(
            Transaction tx, AccessRequest before, RuleRef rule, String policyDigest, Duration collectWithin) {
        AccessRequest after = before.approved(
                ApprovalKind.AUTO,
                Optional.empty(),
                rule.toString(),
                policyDigest,
                tx.now().plus(collectWithin));
        return change(
                tx,
                before,
                after,
                AuditEvent.Type.APPROVAL_GRANTED,
                Map.of("actor", HumanDecision.BY_POLICY, "approval", "auto"));
    }

    /** One human's no is enough. */
    public static Optional<AccessRequest> deniedByHuman(
            Transaction tx, AccessRequest before, Human human, Surface surface, Optional<String> reason) {
        HumanDecision decision = new HumanDecision(human.id(), human.name(), tx.now(), reason);
        AccessRequest after = before.ended(RequestState.DENIED, decision, before.rule());
        Map<String, String> detail = by(human, surface, false);
        return change(
                tx,
                before,
                after,
                AuditEvent.Type.APPROVAL_DENIED,
                reason.map(text -> with(detail, "decision_reason", text)).orElse(detail));
    }

    /** The policy has come to deny it. */
    public static Optional<AccessRequest> deniedByPolicy(Transaction tx, AccessRequest before, RuleRef rule) {
        HumanDecision decision =
                new HumanDecision(HumanDecision.BY_POLICY, HumanDecision.BY_POLICY, tx.now(), Optional.of(rule.why()));
        AccessRequest after = before.ended(RequestState.DENIED, decision, rule.toString());
        return change(tx, before, after, AuditEvent.Type.CREDENTIAL_DENIED, Map.of("actor", HumanDecision.BY_POLICY));
    }

    /** GitHub's no is final: another attempt would get the same answer. */
    public static Optional<AccessRequest> failed(
            Transaction tx, AccessRequest before, Refusal.Code code, String detail) {
        HumanDecision outcome = new HumanDecision(HumanDecision.BY_GITHUB, code.name(), tx.now(), Optional.of(detail));
        AccessRequest after = before.ended(RequestState.FAILED, outcome, before.rule());
        return change(tx, before, after, AuditEvent.Type.REQUEST_FAILED, Map.of("code", code.name(), "detail", detail));
    }

    /** Its bot does not need it any more. */
    public static Optional<AccessRequest> cancelled(Transaction tx, AccessRequest before, Caller caller) {
        return change(
                tx,
                before,
                before.ended(RequestState.CANCELLED),
                AuditEvent.Type.REQUEST_CANCELLED,
                Map.of("client_ip", caller.clientIp()));
    }

    /** Nobody decided, or nobody collected, in time. */
    public static Optional<AccessRequest> expired(Transaction tx, AccessRequest before) {
        Optional<AccessRequest> after =
                change(tx, before, before.ended(RequestState.EXPIRED), AuditEvent.Type.APPROVAL_EXPIRED, Map.of());
        String why = before.state() == RequestState.PENDING
                ? "expired, nobody decided in time"
                : "expired, its bot did not collect it in time";
        after.ifPresent(ended -> Threads.say(tx, ended, why, ""));
        return after;
    }

    /** What was granted has reached its end. */
    public static Optional<AccessRequest> grantEnded(Transaction tx, AccessRequest before) {
        Optional<AccessRequest> after =
                change(tx, before, before.ended(RequestState.EXPIRED), AuditEvent.Type.GRANT_ENDED, Map.of());
        after.ifPresent(ended -> Threads.say(tx, ended, "has reached its end", ""));
        return after;
    }

    /** Somebody wants it ended; {@code actor} is a human's id or who else did it. */
    public static Optional<AccessRequest> revoked(Transaction tx, AccessRequest before, String actor) {
        Optional<AccessRequest> after = change(
                tx,
                before,
                before.ended(RequestState.REVOKED),
                AuditEvent.Type.CREDENTIAL_REVOCATION_REQUESTED,
                Map.of("actor", actor));
        after.ifPresent(ended -> Threads.say(tx, ended, "revoked", Optional.of(actor), ""));
        return after;
    }

    /** The first credential is there; its own audit row is the caller's, because it names the token. */
    public static Optional<AccessRequest> issued(
            Transaction tx, AccessRequest before, String policyDigest, Instant grantEnds) {
        AccessRequest after = before.issued(policyDigest, grantEnds);
        if (!tx.requests().change(before, after)) {
            return Optional.empty();
        }
        if (!before.wasAllowedAtOnce()) {
            announce(tx, after);
        }
        Happenings.note(tx, after);
        return Optional.of(after);
    }

    /** Brings the card up to date, if this is a request that humans see. */
    public static void announce(Transaction tx, AccessRequest request) {
        if (isShown(tx, request)) {
            tx.outbox().add(Dispatcher.CARD, request.id().value(), "");
        }
    }

    static boolean isShown(Transaction tx, AccessRequest request) {
        return request.approval().filter(how -> how == ApprovalKind.AUTO).isEmpty()
                || tx.cards().of(request.id()).isPresent();
    }

    private static Optional<AccessRequest> change(
            Transaction tx,
            AccessRequest before,
            AccessRequest after,
            AuditEvent.Type type,
            Map<String, String> detail) {
        if (!tx.requests().change(before, after)) {
            return Optional.empty();
        }
        tx.audit()
                .append(AuditEvent.of(
                        type, after, with(with(detail, "rule", after.rule()), "policy_hash", after.policyDigest())));
        announce(tx, after);
        Callbacks.add(tx, after);
        Happenings.note(tx, after);
        return Optional.of(after);
    }

    private static Map<String, String> by(Human human, Surface surface, boolean selfApproved) {
        Map<String, String> detail = Map.of(
                "actor", human.id(), "actor_name", human.name(), "surface", surface.word(), "approval", "manual");
        return selfApproved ? with(detail, "self_approved", "true") : detail;
    }

    private static Map<String, String> with(Map<String, String> detail, String name, String text) {
        Map<String, String> all = new java.util.HashMap<>(detail);
        all.put(name, text);
        return all;
    }
}

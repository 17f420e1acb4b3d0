package botcreds.broker.access;

import botcreds.broker.credentials.Revoker;
import botcreds.broker.errands.Threads;
import botcreds.broker.errands.Transitions;
import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.AuditEvent;
import botcreds.broker.model.Human;
import botcreds.broker.model.RequestState;
import botcreds.broker.requests.Authority;
import botcreds.broker.requests.Fingerprint;
import botcreds.broker.requests.Judgement;
import botcreds.broker.requests.Ruling;
import botcreds.broker.requests.Sentences;
import botcreds.broker.requests.Surface;
import botcreds.broker.store.Transaction;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A human's yes, no or stop, inside one unit of work: who may, what changes, and what the log says of it. Thread-safe. */
final class Judging {
    private final Authority authority;

    Judging(Authority authority) {
        this.authority = authority;
    }

    Judgement approve(Transaction tx, AccessRequest request, Human human, Surface surface) {
        if (request.state() != RequestState.PENDING) {
            return Sentences.over(request, tx.now());
        }
        Authority.Finding finding = authority.toApprove(request, human, tx.now());
        if (finding.no().isPresent()) {
            return turnedAway(tx, request, human, surface, finding);
        }
        boolean counted = tx.votes().add(request.id(), request.revision(), human, surface.word());
        int yes = authority.votes(tx, request).size();
        if (yes < finding.approvals()) {
            if (counted) {
                tx.audit().append(AuditEvent.of(AuditEvent.Type.APPROVAL_VOTED, request, by(human, surface)));
                Transitions.announce(tx, request);
                Threads.say(
                        tx,
                        request,
                        yes + " of " + finding.approvals() + " approvals, the newest",
                        Optional.of(human.id()),
                        "");
            }
            return Judgement.of(
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
            return Sentences.over(tx.requests().byId(request.id()).orElseThrow(), tx.now());
        }
        tx.history().count(request.bot(), Fingerprint.of(request.scope()), true);
        return Judgement.of(
                approved.get(),
                Ruling.Code.APPROVED,
                "Approved #" + request.shortId() + ": " + request.bot() + " gets "
                        + request.scope().permissions() + " on "
                        + String.join(", ", request.scope().repositoryNames()) + " when it collects.");
    }

    Judgement deny(Transaction tx, AccessRequest request, Human human, Surface surface, Optional<String> reason) {
        if (request.state() == RequestState.ISSUED) {
            return revoke(tx, request, human, surface);
        }
        if (!request.state().isOpen()) {
            return Sentences.over(request, tx.now());
        }
        Authority.Finding finding = authority.toStop(request, human, tx.now());
        if (finding.no().isPresent()) {
            return turnedAway(tx, request, human, surface, finding);
        }
        Optional<AccessRequest> denied = Transitions.deniedByHuman(tx, request, human, surface, reason);
        if (denied.isEmpty()) {
            return Sentences.over(tx.requests().byId(request.id()).orElseThrow(), tx.now());
        }
        tx.history().count(request.bot(), Fingerprint.of(request.scope()), false);
        return Judgement.of(
                denied.get(), Ruling.Code.DENIED, "Denied #" + request.shortId() + "; " + request.bot() + " is told.");
    }

    Judgement revoke(Transaction tx, AccessRequest request, Human human, Surface surface) {
        if (request.state() != RequestState.ISSUED) {
            return request.state().isOpen()
                    ? Judgement.of(
                            request,
                            Ruling.Code.STALE,
                            "Nothing was issued for #" + request.shortId() + " yet; deny it instead.")
                    : Sentences.over(request, tx.now());
        }
        Authority.Finding finding = authority.toStop(request, human, tx.now());
        if (finding.no().isPresent()) {
            return turnedAway(tx, request, human, surface, finding);
        }
        Revoker.mark(tx, request);
        Optional<AccessRequest> revoked = Transitions.revoked(tx, request, human.id());
        return revoked.map(after -> Judgement.of(
                        after,
                        Ruling.Code.REVOKED,
                        "Revoked #" + after.shortId() + "; the token is being ended at GitHub."))
                .orElseGet(() -> Sentences.over(tx.requests().byId(request.id()).orElseThrow(), tx.now()));
    }

    private Judgement turnedAway(
            Transaction tx, AccessRequest request, Human human, Surface surface, Authority.Finding finding) {
        Ruling.Code why = finding.no().orElseThrow();
        Map<String, String> detail = new HashMap<>(by(human, surface));
        detail.put("detail", why.name());
        tx.audit().append(AuditEvent.of(AuditEvent.Type.DECISION_REFUSED, request, detail));
        if (why == Ruling.Code.POLICY_DENIES && request.state().isOpen()) {
            finding.denied().ifPresent(rule -> Transitions.deniedByPolicy(tx, request, rule));
        }
        return Judgement.of(request, why, finding.text());
    }

    private static Map<String, String> by(Human human, Surface surface) {
        return Map.of("actor", human.id(), "actor_name", human.name(), "surface", surface.word());
    }
}

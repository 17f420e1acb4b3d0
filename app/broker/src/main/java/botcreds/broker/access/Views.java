package botcreds.broker.access;

import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.AuditEvent;
import botcreds.broker.model.RequestState;
import botcreds.broker.policy.Decision;
import botcreds.broker.policy.PolicyFile;
import botcreds.broker.store.AuditFilter;
import botcreds.broker.store.History;
import botcreds.broker.store.Transaction;
import java.util.List;
import java.util.Optional;

/** Reads what a human is shown of a request, in one look at the database and the policy of now. Thread-safe. */
final class Views {
    private final PolicyFile policyFile;

    Views(PolicyFile policyFile) {
        this.policyFile = policyFile;
    }

    RequestView of(Transaction tx, AccessRequest request) {
        Decision decision = policyFile.current().decide(request.bot(), request.scope(), tx.now());
        boolean pending = request.state() == RequestState.PENDING;
        History.Counts history = tx.history().of(request.bot(), Fingerprint.of(request.scope()));
        List<RequestView.Vote> votes = votes(tx, request);
        return new RequestView(
                request,
                channel(request, decision),
                pending
                        ? decision.fold(deny -> 1, allow -> 1, approval -> approval.approvals())
                        : Math.max(1, votes.size()),
                votes,
                history.approved(),
                history.denied(),
                pending ? policyFile.preview(request.bot(), request.scope()) : Optional.empty(),
                tx.credentials().of(request.id(), request.step()),
                remembered(tx, request));
    }

    /** Votes hang on the revision that was shown while it was pending: the last change made one more of it. */
    private static List<RequestView.Vote> votes(Transaction tx, AccessRequest request) {
        return tx.votes().of(request.id(), PENDING_REVISION).stream()
                .map(vote -> new RequestView.Vote(vote.humanId(), vote.name()))
                .toList();
    }

    /** A request is created with this revision, and nothing that a human votes on changes while it is pending. */
    static final int PENDING_REVISION = 1;

    private String channel(AccessRequest request, Decision decision) {
        String usual = policyFile.current().channelFor(request.bot());
        return decision.fold(deny -> usual, allow -> usual, approval -> approval.channel());
    }

    private static Optional<String> remembered(Transaction tx, AccessRequest request) {
        return tx
                .audit()
                .latest(AuditFilter.newest(1).request(request.id()).event(AuditEvent.Type.POLICY_REMEMBERED))
                .stream()
                .findFirst()
                .map(row -> row.event().detail().getOrDefault("detail", ""));
    }
}

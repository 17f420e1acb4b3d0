package botcreds.broker.requests;

import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.AuditEvent;
import botcreds.broker.model.RequestState;
import botcreds.broker.policy.Decision;
import botcreds.broker.policy.PolicyFile;
import botcreds.broker.policy.Preview;
import botcreds.broker.store.AuditFilter;
import botcreds.broker.store.History;
import botcreds.broker.store.Transaction;
import botcreds.broker.store.Vote;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/** Reads what a human is shown of a request, in one look at the database and the policy of now. Thread-safe. */
public final class Views {
    private final PolicyFile policyFile;
    private final Authority authority;

    public Views(PolicyFile policyFile) {
        this.policyFile = policyFile;
        this.authority = new Authority(policyFile);
    }

    /** What a human is shown of it now. */
    public RequestView of(Transaction tx, AccessRequest request) {
        return of(tx, request, Optional.empty());
    }

    /**
     * The same, with the rule that would be remembered until some day.
     *
     * @param until the rule's last day, UTC; empty for good
     */
    public RequestView of(Transaction tx, AccessRequest request, Optional<LocalDate> until) {
        Decision decision = policyFile.current().decide(request.bot(), request.scope(), tx.now());
        boolean pending = request.state() == RequestState.PENDING;
        History.Counts history = tx.history().of(request.bot(), Fingerprint.of(request.scope()));
        List<RequestView.Vote> votes = votes(tx, request);
        Optional<Preview> preview =
                pending ? Optional.of(policyFile.preview(request.bot(), request.scope(), until)) : Optional.empty();
        return new RequestView(
                request,
                channel(request, decision),
                pending
                        ? decision.fold(deny -> 1, allow -> 1, approval -> approval.approvals())
                        : Math.max(1, votes.size()),
                votes,
                history.approved(),
                history.denied(),
                preview.flatMap(Preview::rule),
                preview.flatMap(Preview::whyNot),
                tx.credentials().of(request.id(), request.step()),
                remembered(tx, request),
                asked(tx, request));
    }

    /** While it waits, the yeses to what is shown now; afterwards those that made it so. */
    private List<RequestView.Vote> votes(Transaction tx, AccessRequest request) {
        List<Vote> votes = request.state() == RequestState.PENDING
                ? authority.votes(tx, request)
                : tx.votes().ofNewest(request.id());
        return votes.stream()
                .map(vote ->
                        new RequestView.Vote(vote.human().id(), vote.human().name()))
                .toList();
    }

    private String channel(AccessRequest request, Decision decision) {
        String usual = policyFile.current().channelFor(request.bot());
        return decision.fold(deny -> usual, allow -> usual, approval -> approval.channel());
    }

    private static Optional<String> remembered(Transaction tx, AccessRequest request) {
        return said(tx, request, AuditEvent.Type.POLICY_REMEMBERED, "detail")
                .or(() -> said(tx, request, AuditEvent.Type.POLICY_PROPOSED, "detail"));
    }

    /** What it was about before a human narrowed it; a request of the first revision never was. */
    private static Optional<String> asked(Transaction tx, AccessRequest request) {
        return request.revision() == 1
                ? Optional.empty()
                : said(tx, request, AuditEvent.Type.REQUEST_NARROWED, "asked");
    }

    private static Optional<String> said(Transaction tx, AccessRequest request, AuditEvent.Type type, String name) {
        return tx.audit().latest(AuditFilter.newest(1).request(request.id()).event(type)).stream()
                .findFirst()
                .map(row -> row.event().detail().getOrDefault(name, ""));
    }
}

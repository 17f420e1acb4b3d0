package botcreds.broker.watch;

import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.AuditEvent;
import botcreds.broker.model.AuditEvent.Recorded;
import botcreds.broker.model.RequestId;
import botcreds.broker.store.Store;
import io.prometheus.metrics.core.metrics.Counter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Counts what the audit log says has happened. For one thread. */
final class EventCounts {
    private final Meters meters;
    private final BotLabels bots;
    private final Store store;

    EventCounts(Meters meters, BotLabels bots, Store store) {
        this.meters = meters;
        this.bots = bots;
        this.store = store;
    }

    void count(List<Recorded> rows) {
        // A request and the wish for an approval are appended by one unit of work, so they are in the same rows.
        Set<RequestId> manual = rows.stream()
                .map(Recorded::event)
                .filter(event -> event.type() == AuditEvent.Type.APPROVAL_REQUESTED)
                .flatMap(event -> event.request().stream())
                .collect(Collectors.toSet());
        rows.forEach(row -> count(row, manual));
        meters.auditRows.inc(rows.size());
    }

    private void count(Recorded row, Set<RequestId> manual) {
        AuditEvent event = row.event();
        switch (event.type()) {
            case CREDENTIAL_REQUESTED ->
                meters.requests.labelValues(bot(event), decision(event, manual)).inc();
            case CREDENTIAL_ISSUED -> {
                meters.issued.labelValues(bot(event), approval(event)).inc();
                outcome(event, "issued");
            }
            case CREDENTIAL_DENIED -> outcome(event, "denied_by_policy");
            case APPROVAL_GRANTED -> {
                if (approval(event).equals("manual")) {
                    answered(row, "approved");
                }
            }
            case APPROVAL_DENIED -> {
                outcome(event, "denied_by_human");
                answered(row, "denied");
            }
            case APPROVAL_EXPIRED -> outcome(event, wasApproved(event) ? "uncollected" : "expired");
            case REQUEST_CANCELLED -> outcome(event, "cancelled");
            case REQUEST_FAILED -> outcome(event, "failed");
            case CREDENTIAL_REFRESHED -> ofBot(meters.refreshed, event);
            case CREDENTIAL_DELIVERED -> ofBot(meters.redelivered, event);
            case CREDENTIAL_REVOKED -> ofBot(meters.revoked, event);
            case CREDENTIAL_EXPIRED -> ofBot(meters.expired, event);
            case DECISION_REFUSED -> meters.decisionsRefused.inc();
            case POLICY_CHANGED -> {
                meters.policyReloads.labelValues("accepted").inc();
                meters.policyLoaded.set((double) row.at().getEpochSecond());
            }
            case POLICY_REJECTED -> meters.policyReloads.labelValues("rejected").inc();
            case BROKER_STARTED -> meters.policyLoaded.set((double) row.at().getEpochSecond());
            default -> {
                // Not everything that happens is a metric.
            }
        }
    }

    private void answered(Recorded row, String answer) {
        request(row.event())
                .map(request -> Duration.between(request.createdAt(), row.at()))
                .ifPresent(wait -> meters.approvalWait.labelValues(answer).observe(wait.toMillis() / 1000.0));
    }

    /** The request's own row still says so after its end. */
    private boolean wasApproved(AuditEvent event) {
        return request(event).flatMap(AccessRequest::approval).isPresent();
    }

    private Optional<AccessRequest> request(AuditEvent event) {
        return event.request().flatMap(id -> store.read(tx -> tx.requests().byId(id)));
    }

    private void outcome(AuditEvent event, String outcome) {
        meters.outcomes.labelValues(bot(event), outcome).inc();
    }

    private void ofBot(Counter counter, AuditEvent event) {
        counter.labelValues(bot(event)).inc();
    }

    /** Only a request that the policy let through has an id. */
    private static String decision(AuditEvent event, Set<RequestId> manual) {
        return event.request()
                .map(id -> manual.contains(id) ? "manual" : "auto")
                .orElse("denied");
    }

    private static String approval(AuditEvent event) {
        return "manual".equals(event.detail().get("approval")) ? "manual" : "auto";
    }

    private String bot(AuditEvent event) {
        return event.bot().map(bots::of).orElse(BotLabels.UNKNOWN);
    }
}

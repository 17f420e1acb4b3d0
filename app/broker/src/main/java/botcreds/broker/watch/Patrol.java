package botcreds.broker.watch;

import botcreds.broker.model.AuditEvent.Recorded;
import botcreds.broker.store.AuditBroken;
import botcreds.broker.store.AuditPosition;
import botcreds.broker.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Verifies the audit log little by little: what is new at each look, and once a day all of it again from the first row. What
 * it knows to be in order it keeps in memory, and in anchors, where whoever edits the database cannot change it. For one
 * thread.
 */
final class Patrol {
    private static final Logger LOG = LoggerFactory.getLogger(Patrol.class);
    private static final int ROWS_AT_A_LOOK = 2000;
    private static final Duration AGAIN = Duration.ofDays(1);

    private final Store store;
    private final Supplier<Optional<Recorded>> newest;
    private final Anchors anchors;
    private final Bell bell;
    private final Meters meters;
    private AuditPosition at = AuditPosition.START;
    private Instant begun;

    /** @param newest the last row this process has appended itself, which must be there */
    Patrol(Store store, Supplier<Optional<Recorded>> newest, Anchors anchors, Bell bell, Meters meters, Instant now) {
        this.store = store;
        this.newest = newest;
        this.anchors = anchors;
        this.bell = bell;
        this.meters = meters;
        this.begun = now;
    }

    void look(Instant now) {
        if (at.ended() && !now.isBefore(begun.plus(AGAIN))) {
            at = AuditPosition.START;
            begun = now;
        }
        Optional<AuditBroken> broken = verify();
        meters.auditVerified.set((double) at.seq());
        meters.auditIntact.set(broken.isPresent() ? 0 : 1);
        bell.state(Alarm.AUDIT_BROKEN, "", broken.isPresent(), now, () -> message(broken.orElseThrow()));
        anchors.look(now, broken.isEmpty());
    }

    private Optional<AuditBroken> verify() {
        try {
            anchors.compare();
            Optional<Recorded> ours = newest.get();
            if (ours.isPresent()) {
                store.verifyAudit(new AuditPosition(ours.get().seq(), ours.get().hash(), false), 1);
            }
            at = store.verifyAudit(at, ROWS_AT_A_LOOK);
            return Optional.empty();
        } catch (AuditBroken broken) {
            LOG.error("The audit log does not fit: {}", broken.getMessage());
            return Optional.of(broken);
        }
    }

    private static Bell.Message message(AuditBroken broken) {
        return new Bell.Message(
                "The audit log was changed behind the broker's back",
                "Row " + broken.seq() + " does not fit: " + broken.why()
                        + ". Somebody or something wrote into the"
                        + " database, or its file is damaged. Keep a copy of it as it is, find out who can write there, and"
                        + " compare with a backup; what stands before that row is in order. The broker goes on issuing.");
    }
}

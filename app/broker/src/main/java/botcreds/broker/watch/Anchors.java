package botcreds.broker.watch;

import botcreds.broker.errands.Alerts;
import botcreds.broker.model.AuditAnchor;
import botcreds.broker.store.AuditBroken;
import botcreds.broker.store.Store;
import botcreds.broker.store.StoreUnavailable;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notes where the audit log ends in places that a user of the database cannot reach: the process's log and a file at the
 * start, daily and at the stop, and Slack daily, once for all nodes. A log that does not fit is not anchored, so that the
 * anchors before the damage stay the last ones. For one thread.
 */
final class Anchors {
    private static final Logger LOG = LoggerFactory.getLogger(Anchors.class);
    private static final Duration EVERY = Duration.ofDays(1);
    /** Less than a day, so that a look that comes a little early tomorrow does not wait for the day after. */
    private static final Duration ONCE_IN_SLACK = Duration.ofHours(23);

    private static final String KIND = "audit_anchor";

    private final Store store;
    private final Alerts alerts;
    private final Optional<AnchorFile> file;
    private Optional<AuditAnchor> furthest;
    private @Nullable Instant notedAt;
    private boolean fits = true;

    Anchors(Store store, Alerts alerts, Optional<AnchorFile> file) {
        this.store = store;
        this.alerts = alerts;
        this.file = file;
        this.furthest = file.flatMap(AnchorFile::furthest);
    }

    /**
     * Compares the log with the anchor that reaches furthest.
     *
     * @throws AuditBroken if that row is another one now, or is missing
     */
    void compare() {
        furthest.ifPresent(store::auditHolds);
    }

    /** Notes a new one if a day is over and the log fits. */
    void look(Instant now, boolean fitsNow) {
        fits = fitsNow;
        if (!fits) {
            return;
        }
        if (notedAt == null || !now.isBefore(notedAt.plus(EVERY))) {
            AuditAnchor head = store.auditHead();
            note(head, now);
            tellSlack(head);
        }
    }

    /** Notes the last word of this process, from any thread once the looks are over. */
    void stop(Instant now) {
        if (!fits) {
            return;
        }
        try {
            compare();
            note(store.auditHead(), now);
        } catch (StoreUnavailable | AuditBroken notNow) {
            LOG.warn("The end of the audit log was not noted at the stop: {}", notNow.getMessage());
        }
    }

    /** Notes an anchor in the process's log and in the file. */
    void note(AuditAnchor anchor, Instant now) {
        notedAt = now;
        LOG.info("audit anchor {}", anchor);
        try {
            file.ifPresent(each -> each.add(now, anchor));
            furthest = Optional.of(anchor);
        } catch (UncheckedIOException unwritable) {
            LOG.error("The anchor of the audit log could not be kept in its file.", unwritable);
        }
    }

    private void tellSlack(AuditAnchor head) {
        String headline = "Audit log, row " + head.seq() + ": daily anchor";
        store.writeNow(tx -> {
            if (tx.alarms().ring(KIND, "", headline, 1, ONCE_IN_SLACK).isPresent()) {
                alerts.raise(
                        tx,
                        headline,
                        head
                                + "\nNothing to do. Who cuts or rewrites the log in the database cannot change this message:"
                                + " 'audit verify --anchor' with the line above tells whether the log still leads to it.");
            }
            return true;
        });
    }
}

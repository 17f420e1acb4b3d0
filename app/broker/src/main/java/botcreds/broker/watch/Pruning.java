package botcreds.broker.watch;

import botcreds.broker.duty.Rounds;
import botcreds.broker.errands.Alerts;
import botcreds.broker.model.Durations;
import botcreds.broker.store.AuditBroken;
import botcreds.broker.store.AuditCut;
import botcreds.broker.store.Store;
import botcreds.broker.store.StoreFault;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shortens the audit log by itself, at most once a day and a little at a time. */
final class Pruning implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Pruning.class);
    private static final Duration ROUND = Duration.ofMinutes(1);
    private static final Duration BETWEEN_CUTS = Duration.ofDays(1);
    /** Of 500 rows each; with the pauses of a round that is some ten thousand rows a minute at most. */
    private static final int BATCHES_IN_A_ROUND = 20;

    private final Store store;
    private final Alerts alerts;
    private final Bell bell;
    private final Duration keep;
    private final Retention retention;
    private final Rounds rounds = new Rounds("audit-retention", ROUND, this::round);

    Pruning(Store store, Alerts alerts, Bell bell, Duration keep) {
        this.store = store;
        this.alerts = alerts;
        this.bell = bell;
        this.keep = keep;
        this.retention = new Retention(store, keep);
    }

    void start() {
        rounds.start();
    }

    @Override
    public void close() {
        rounds.close();
    }

    /** One round; also what tests call. */
    void round() {
        Instant now = store.now();
        try {
            boolean removed = false;
            for (int batch = 0; batch < BATCHES_IN_A_ROUND && retention.removeSome() > 0; batch++) {
                removed = true;
            }
            Optional<Instant> last = store.read(tx -> tx.auditCuts().latestAt());
            if (!removed && last.map(at -> !now.isBefore(at.plus(BETWEEN_CUTS))).orElse(true)) {
                retention.cut(this::tell).ifPresent(cut -> LOG.info("audit cut {} rows, {}", cut.rows(), cut.last()));
            }
            bell.state(Alarm.AUDIT_NOT_CUT, "", false, now, this::message);
        } catch (AuditBroken broken) {
            LOG.error("The audit log is not shortened, because it does not fit: {}", broken.getMessage());
        } catch (StoreFault fault) {
            if (!fault.isForbidden()) {
                throw fault;
            }
            bell.state(Alarm.AUDIT_NOT_CUT, "", true, now, this::message);
        }
    }

    private void tell(botcreds.broker.store.Transaction tx, AuditCut cut) {
        alerts.raise(
                tx,
                "Audit log: rows " + cut.first() + " to " + cut.last().seq() + " are older than "
                        + Durations.format(keep) + " and are being removed",
                "last " + cut.last() + "\nsha256 of their export " + cut.sha256()
                        + "\nNothing to do. The row audit_cut says the same; from it the rest can be verified.");
    }

    private Bell.Message message() {
        return new Bell.Message(
                "The audit log is not shortened: the broker's database user may not remove rows",
                "BOTCREDS_AUDIT_KEEP is set, and keeping that right from the broker is the safer way. Unset the name, and let"
                        + " the owner of the tables run 'java -jar botcreds-broker.jar audit cut --keep "
                        + Durations.format(keep) + "' from time to time.");
    }
}

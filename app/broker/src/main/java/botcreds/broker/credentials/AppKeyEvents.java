package botcreds.broker.credentials;

import botcreds.broker.errands.Alerts;
import botcreds.broker.model.AuditEvent;
import botcreds.broker.store.Store;
import botcreds.broker.store.Transaction;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What follows when the App's keys change: an audit row, and word to Slack where a human has to do something. Keys are named by
 * their fingerprints, as on the App's page at GitHub. Does not wait for the database. Thread-safe.
 */
public final class AppKeyEvents {
    private static final Logger LOG = LoggerFactory.getLogger(AppKeyEvents.class);

    private final Store store;
    private final Alerts alerts;

    public AppKeyEvents(Store store, Alerts alerts) {
        this.store = store;
        this.alerts = alerts;
    }

    /** The files hold other keys now, which count already; the first signs. */
    public void changed(List<String> fingerprints) {
        LOG.info("The App's keys have changed; {} signs now, of {}.", fingerprints.get(0), fingerprints.size());
        record(tx -> tx.audit()
                .append(AuditEvent.of(
                        AuditEvent.Type.APP_KEYS_CHANGED, Map.of("keys", String.join(" ", fingerprints)))));
    }

    /** The files cannot be used; the keys of before still count. */
    public void rejected(String why) {
        LOG.error("The changed key of the App was refused; the last good one stays in use. {}", why);
        record(tx -> {
            tx.audit().append(AuditEvent.of(AuditEvent.Type.APP_KEYS_REJECTED, Map.of("detail", why)));
            alerts.raise(
                    tx,
                    "The changed key of the GitHub App was refused; the last good one stays in use",
                    why + "\nMend the file; it is read again when it changes. A restart would fail until then.");
        });
    }

    /** GitHub refused a key and took another, which signs from now on. */
    public void refusedByGitHub(String refused, String taken) {
        LOG.warn("GitHub refuses the App's key {}; {} signs now.", refused, taken);
        record(tx -> {
            tx.audit()
                    .append(AuditEvent.of(AuditEvent.Type.APP_KEY_REFUSED, Map.of("key", refused, "signs_now", taken)));
            alerts.raise(
                    tx,
                    "GitHub does not take a key of the App any more; another one signs now",
                    "Refused: " + refused + "\nSigns now: " + taken
                            + "\nNothing failed. If you have deleted the first one at"
                            + " GitHub, take it out of GITHUB_APP_PRIVATE_KEY; if not, find out who did. If it is new, GitHub"
                            + " may not know it everywhere yet: it is tried again when the other one is refused.");
        });
    }

    private void record(Consumer<Transaction> rows) {
        var unused = store.write(tx -> {
                    rows.accept(tx);
                    return true;
                })
                .whenComplete((written, failed) -> {
                    if (failed != null) {
                        LOG.error("The change of the App's keys could not be recorded.", failed);
                    }
                });
    }
}

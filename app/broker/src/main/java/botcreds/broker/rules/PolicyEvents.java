package botcreds.broker.rules;

import botcreds.broker.errands.Alerts;
import botcreds.broker.model.AuditEvent;
import botcreds.broker.policy.Policy;
import botcreds.broker.policy.PolicyFile;
import botcreds.broker.policy.PolicyIssue;
import botcreds.broker.policy.PolicyListener;
import botcreds.broker.policy.PolicyOrigin;
import botcreds.broker.requests.Waiters;
import botcreds.broker.store.Store;
import botcreds.broker.store.StoreUnavailable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What follows when the policy file changes: an audit row, word to Slack if it was refused, and another look by all who wait. */
public final class PolicyEvents implements PolicyListener {
    private static final Logger LOG = LoggerFactory.getLogger(PolicyEvents.class);
    private static final int MOST_SHOWN = 10;

    private final Store store;
    private final PolicyFile policyFile;
    private final Alerts alerts;
    private final Waiters waiters;
    private final List<Runnable> others = new CopyOnWriteArrayList<>();

    public PolicyEvents(Store store, PolicyFile policyFile, Alerts alerts, Waiters waiters) {
        this.store = store;
        this.policyFile = policyFile;
        this.alerts = alerts;
        this.waiters = waiters;
    }

    @Override
    public void changed(Policy before, Policy after) {
        LOG.info("The policy has changed; it is {} now.", after.digest());
        record(() -> store.writeNow(tx -> {
            tx.audit()
                    .append(AuditEvent.of(
                            AuditEvent.Type.POLICY_CHANGED,
                            withCommit(
                                    Map.of("policy_hash_before", before.digest(), "policy_hash", after.digest()),
                                    PolicyOrigin::commit)));
            return true;
        }));
        others.forEach(Runnable::run);
        waiters.wakeAll();
    }

    /** Has something else run after each change, on the watcher's thread. */
    public void alsoOnChange(Runnable other) {
        others.add(other);
    }

    @Override
    public void rejected(List<PolicyIssue> issues) {
        String shown =
                issues.stream().limit(MOST_SHOWN).map(PolicyIssue::toString).collect(Collectors.joining("\n"));
        LOG.error("The edited policy was refused; the last good one stays in force.\n{}", shown);
        record(() -> store.writeNow(tx -> {
            tx.audit()
                    .append(AuditEvent.of(
                            AuditEvent.Type.POLICY_REJECTED, withCommit(Map.of("detail", shown), PolicyOrigin::head)));
            alerts.raise(
                    tx,
                    "The edited policy was refused; the last good one stays in force. Mend these and save again:",
                    shown);
            return true;
        }));
    }

    @Override
    public void mended() {
        String where = policyFile
                .origin()
                .map(origin -> "It is commit " + origin.commit() + " of " + origin.where() + ".")
                .orElse("It is the file as it stands now.");
        LOG.info("The policy is in order again. {}", where);
        record(() -> store.writeNow(tx -> {
            alerts.raise(tx, "The policy is in order again: what was refused before is mended, and counts.", where);
            return true;
        }));
    }

    /** Which commit it is, where the policy is kept in git. */
    private Map<String, String> withCommit(Map<String, String> detail, Function<PolicyOrigin, String> which) {
        return policyFile
                .origin()
                .map(origin -> {
                    Map<String, String> more = new HashMap<>(detail);
                    more.put("policy_commit", which.apply(origin));
                    return more;
                })
                .orElse(detail);
    }

    private static void record(Runnable write) {
        try {
            write.run();
        } catch (StoreUnavailable away) {
            LOG.error("The policy's change could not be recorded: the database is away.");
        }
    }
}

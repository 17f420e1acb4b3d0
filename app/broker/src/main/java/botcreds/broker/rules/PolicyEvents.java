package botcreds.broker.rules;

import botcreds.broker.duty.Rounds;
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
import botcreds.broker.store.Work;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What follows when the policy file changes: an audit row, word to Slack if it was refused, and another look by all who wait. A
 * policy counts whether the database is there or not; what could not be recorded then waits here, in this process alone, and is
 * written in its order once the database is back. Thread-safe.
 */
public final class PolicyEvents implements PolicyListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PolicyEvents.class);
    private static final int MOST_SHOWN = 10;
    private static final Duration ROUND = Duration.ofSeconds(1);

    /** A row written later than this says since when what it tells of has counted. */
    private static final Duration AT_ONCE = Duration.ofSeconds(5);

    private final Store store;
    private final PolicyFile policyFile;
    private final Alerts alerts;
    private final Waiters waiters;
    private final List<Runnable> others = new CopyOnWriteArrayList<>();
    private final Queue<Work<Boolean>> unrecorded = new ConcurrentLinkedQueue<>();
    private final Lock recording = new ReentrantLock();
    private final Rounds rounds = new Rounds("unrecorded policy changes", ROUND, this::round);

    public PolicyEvents(Store store, PolicyFile policyFile, Alerts alerts, Waiters waiters) {
        this.store = store;
        this.policyFile = policyFile;
        this.alerts = alerts;
        this.waiters = waiters;
    }

    /** Starts trying again, every second, to record what could not be. */
    public void start() {
        rounds.start();
    }

    @Override
    public void close() {
        rounds.close();
    }

    @Override
    public void changed(Policy before, Policy after) {
        LOG.info("The policy has changed; it is {} now.", after.digest());
        Map<String, String> detail = withCommit(
                Map.of("policy_hash_before", before.digest(), "policy_hash", after.digest()), PolicyOrigin::commit);
        Instant since = policyFile.now();
        record(tx -> {
            tx.audit().append(AuditEvent.of(AuditEvent.Type.POLICY_CHANGED, dated(detail, since, tx.now())));
            return true;
        });
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
        Map<String, String> detail = withCommit(Map.of("detail", shown), PolicyOrigin::head);
        Instant since = policyFile.now();
        record(tx -> {
            tx.audit().append(AuditEvent.of(AuditEvent.Type.POLICY_REJECTED, dated(detail, since, tx.now())));
            alerts.raise(
                    tx,
                    "The edited policy was refused; the last good one stays in force. Mend these and save again:",
                    shown);
            return true;
        });
    }

    @Override
    public void mended() {
        String where = policyFile
                .origin()
                .map(origin -> "It is commit " + origin.commit() + " of " + origin.where() + ".")
                .orElse("It is the file as it stands now.");
        LOG.info("The policy is in order again. {}", where);
        record(tx -> {
            alerts.raise(tx, "The policy is in order again: what was refused before is mended, and counts.", where);
            return true;
        });
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

    private static Map<String, String> dated(Map<String, String> detail, Instant since, Instant now) {
        if (now.isBefore(since.plus(AT_ONCE))) {
            return detail;
        }
        Map<String, String> more = new HashMap<>(detail);
        more.put("since", since.toString());
        return more;
    }

    private void record(Work<Boolean> news) {
        unrecorded.add(news);
        try {
            round();
        } catch (StoreUnavailable away) {
            LOG.error("The database is away; what happened to the policy is recorded once it is back.");
        }
    }

    /** Records what waits, in its order. A lost acknowledgement can leave a row twice, and never none. */
    private void round() {
        if (!recording.tryLock()) {
            // Whoever has it, or the next round, records this too; a policy does not wait for a database that hangs.
            return;
        }
        try {
            for (Work<Boolean> next = unrecorded.peek(); next != null; next = unrecorded.peek()) {
                store.writeNow(next);
                unrecorded.remove();
            }
        } finally {
            recording.unlock();
        }
    }
}

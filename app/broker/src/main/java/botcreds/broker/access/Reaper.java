package botcreds.broker.access;

import botcreds.broker.bots.Stopping;
import botcreds.broker.credentials.KeyJanitor;
import botcreds.broker.credentials.Minter;
import botcreds.broker.credentials.Revoker;
import botcreds.broker.duty.Duty;
import botcreds.broker.duty.Rounds;
import botcreds.broker.errands.Transitions;
import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.Credential;
import botcreds.broker.model.Elevation;
import botcreds.broker.policy.PolicyFile;
import botcreds.broker.pushes.Pushes;
import botcreds.broker.requests.Waiters;
import botcreds.broker.store.Attempt;
import botcreds.broker.store.Outcome;
import botcreds.broker.store.Store;
import botcreds.broker.store.Transaction;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends what has reached its end: undecided requests, grants, credentials, abandoned attempts. Everything it needs is in the
 * database, so a restart forgets nothing, and of several nodes the one on duty does it. Each round does what is due and no more; once a minute rows go that nothing needs
 * any more. Thread-safe.
 */
final class Reaper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Reaper.class);
    private static final Duration ROUND = Duration.ofSeconds(1);
    private static final int BATCH = 256;

    /** What is merely no longer needed can wait for a minute. */
    private static final int FORGET_EVERY_ROUNDS = 60;

    private static final int MOST_TIMES = 20;

    private final Store store;
    private final PolicyFile policyFile;
    private final Revoker revoker;
    private final KeyJanitor janitor;
    private final Pushes pushes;
    private final Waiters waiters;
    private final Nudging nudging;
    private final Executor background;
    private final Set<String> underWay = ConcurrentHashMap.newKeySet();
    private final AtomicInteger roundsDone = new AtomicInteger();
    private final Rounds rounds;

    Reaper(
            Store store,
            PolicyFile policyFile,
            Revoker revoker,
            KeyJanitor janitor,
            Pushes pushes,
            Waiters waiters,
            Nudging nudging,
            Duty duty,
            Executor background) {
        this.store = store;
        this.policyFile = policyFile;
        this.revoker = revoker;
        this.janitor = janitor;
        this.pushes = pushes;
        this.waiters = waiters;
        this.nudging = nudging;
        this.background = background;
        this.rounds = new Rounds("reaper", ROUND, duty.only(this::round));
    }

    void start() {
        janitor.atStart();
        rounds.start();
    }

    @Override
    public void close() {
        rounds.close();
    }

    /** One round; also what tests call. */
    void round() {
        endElevations();
        endRequests();
        nudging.round();
        giveUpAttempts();
        endCredentials();
        tidyKeys();
        judgePushes();
        if (roundsDone.getAndIncrement() % FORGET_EVERY_ROUNDS == 0) {
            forget();
        }
    }

    /** Each table forgets some rows at a time, so that no caller waits for long behind it. */
    private void forget() {
        for (int times = 0; times < MOST_TIMES && store.<Integer>writeNow(Reaper::purge) > 0; times++) {
            LOG.debug("Rows that nothing needs any more are gone.");
        }
    }

    private static int purge(Transaction tx) {
        return tx.idempotencyKeys().purge(tx.now())
                + tx.mints().purge(tx.now())
                + tx.outbox().purge(tx.now())
                + tx.notifications().purge(tx.now())
                + tx.pushes().purge(tx.now())
                + tx.seenSignatures().purge(tx.now());
    }

    private void endElevations() {
        for (Elevation elevation : store.read(tx -> tx.elevations().due(tx.now(), BATCH))) {
            List<AccessRequest> ended = store.writeNow(tx -> Stopping.end(tx, elevation, "time", policyFile.current()));
            ended.forEach(request -> waiters.wake(request.id()));
        }
    }

    private void endRequests() {
        List<AccessRequest> due = store.read(tx -> tx.requests().due(tx.now(), BATCH));
        for (AccessRequest request : due) {
            store.writeNow(tx ->
                    request.state().isOpen() ? Transitions.expired(tx, request) : Transitions.grantEnded(tx, request));
            waiters.wake(request.id());
        }
    }

    private void giveUpAttempts() {
        for (Attempt attempt : store.read(tx -> tx.mints().abandoned(tx.now(), BATCH))) {
            store.writeNow(tx -> {
                if (tx.mints().finish(attempt, Outcome.ORPHAN_POSSIBLE, Optional.empty())) {
                    AccessRequest request =
                            tx.requests().byId(attempt.request()).orElseThrow();
                    Minter.recordAttempt(
                            tx,
                            request,
                            attempt,
                            Outcome.ORPHAN_POSSIBLE,
                            "the broker stopped between asking GitHub and recording the answer");
                }
                return true;
            });
            waiters.wake(attempt.request());
        }
    }

    private void endCredentials() {
        for (Credential credential : store.read(tx -> tx.credentials().due(tx.now(), BATCH))) {
            if (underWay.add(credential.id().value())) {
                background.execute(() -> end(credential));
            }
        }
    }

    private void tidyKeys() {
        janitor.due().forEach(place -> once("keys of " + place.githubId(), () -> janitor.look(place)));
    }

    private void judgePushes() {
        pushes.due().forEach(push -> once("push " + push.delivery(), () -> pushes.judge(push)));
    }

    /** Off this thread, unless it is under way already. */
    private void once(String name, Runnable work) {
        if (underWay.add(name)) {
            background.execute(() -> {
                try {
                    work.run();
                } catch (RuntimeException fault) {
                    LOG.warn("Work on {} failed; the next round tries again.", name, fault);
                } finally {
                    underWay.remove(name);
                }
            });
        }
    }

    private void end(Credential credential) {
        try {
            boolean dead = revoker.end(credential);
            LOG.debug("{} is {}", credential.id(), dead ? "dead" : "to be ended later");
        } catch (RuntimeException fault) {
            LOG.warn("Ending {} failed; the next round tries again.", credential.id(), fault);
        } finally {
            underWay.remove(credential.id().value());
        }
    }
}

package botcreds.broker.access;

import botcreds.broker.github.GitHub;
import botcreds.broker.model.Ids;
import botcreds.broker.policy.PolicyFile;
import botcreds.broker.store.Store;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The room put together: {@link #grants()} for bots, {@link #decisions()} for humans, and what runs by itself. */
public final class Access implements AutoCloseable {
    /** About 10 KB each while parked: these fit a heap of 512 MB with room to spare. */
    private static final int MOST_WAITING = 20_000;

    private static final int BACKGROUND_THREADS = 8;

    private final Grants grants;
    private final Decisions decisions;
    private final Waiters waiters = new Waiters(MOST_WAITING);
    private final Dispatcher dispatcher;
    private final Reaper reaper;
    private final PolicyEvents policyEvents;
    private final ExecutorService background = Executors.newFixedThreadPool(BACKGROUND_THREADS, numbered());

    public Access(Store store, PolicyFile policyFile, GitHub gitHub, Ids ids) {
        Alerts alerts = new Alerts(policyFile, ids);
        Views views = new Views(policyFile);
        Revoker revoker = new Revoker(store, gitHub, background);
        Issuing issuing = new Issuing(store, gitHub, policyFile, revoker, waiters, alerts, ids);
        Minter minter = new Minter(store, gitHub, issuing);
        Asking asking = new Asking(store, gitHub, ids, new Renames(store, alerts));
        dispatcher = new Dispatcher(store, views);
        Remembering remembering = new Remembering(store, policyFile, alerts, dispatcher);
        grants = new Grants(store, policyFile, asking, minter, issuing, revoker, waiters, dispatcher);
        decisions = new Decisions(
                store, policyFile, new Authority(policyFile), views, remembering, revoker, waiters, dispatcher);
        reaper = new Reaper(store, revoker, waiters, dispatcher, background);
        policyEvents = new PolicyEvents(store, alerts, waiters, dispatcher);
    }

    /** Starts carrying announcements and ending what is due. */
    public void start(Announcer announcer) {
        dispatcher.start(announcer);
        reaper.start();
    }

    /** Ends what is due right now, without waiting for the next round; for tests. */
    void reap() {
        reaper.round();
    }

    public Grants grants() {
        return grants;
    }

    public Decisions decisions() {
        return decisions;
    }

    /** What to tell the policy file's watcher. */
    public PolicyEvents policyEvents() {
        return policyEvents;
    }

    /** How many polls are parked; for metrics. */
    public int waiting() {
        return waiters.count();
    }

    /** How many announcements wait to be carried; for metrics. */
    public int outboxDepth() {
        return dispatcher.depth();
    }

    /** Stops what runs by itself; what is under way finishes, what is due waits in the database. */
    @Override
    public void close() {
        reaper.close();
        dispatcher.close();
        background.shutdown();
        try {
            if (!background.awaitTermination(15, TimeUnit.SECONDS)) {
                background.shutdownNow();
            }
        } catch (InterruptedException hurried) {
            background.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private static java.util.concurrent.ThreadFactory numbered() {
        AtomicInteger number = new AtomicInteger();
        return work -> {
            Thread thread = new Thread(work, "background-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}

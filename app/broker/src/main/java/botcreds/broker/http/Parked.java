package botcreds.broker.http;

import botcreds.broker.identity.Callers;
import botcreds.broker.identity.Connection;
import botcreds.broker.model.BotId;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The requests that are held back until somebody decides. None of them has a thread: a change, the container's timeout or
 * the end of the broker sends each back through its servlet, which looks at the truth again. Thread-safe.
 */
public final class Parked {
    private final Callers<BotId> callers;
    private final Set<Entry> entries = ConcurrentHashMap.newKeySet();
    private final CountDownLatch drained = new CountDownLatch(1);
    private volatile boolean stopping;

    /** @param callers says whether a parked bot would still be let in */
    public Parked(Callers<BotId> callers) {
        this.callers = callers;
    }

    public int count() {
        return entries.size();
    }

    /** Call after keys or bots have changed: whoever is no longer known is answered now, without a credential. */
    public void recheck() {
        entries.stream().filter(entry -> !callers.stillKnows(entry.connection)).forEach(Entry::wake);
    }

    /**
     * Answers everybody with 503 and lets nobody in any more. To be called before the server stops, because a container
     * completes what it still holds as if it had gone well.
     *
     * @param atMost how long to wait for the answers to be written
     * @return whether all were
     */
    public boolean drain(Duration atMost) throws InterruptedException {
        stopping = true;
        entries.forEach(Entry::wake);
        countIfDrained();
        return drained.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
    }

    boolean isStopping() {
        return stopping;
    }

    /** Holds the request back until {@code changed} completes, at most as long as is left of the wait. */
    void park(Exchange exchange, Wait wait, CompletableFuture<Void> changed) {
        // Whatever path forgets this request, what goes out is then not a success.
        exchange.response().setStatus(503);
        AsyncContext context = exchange.request().startAsync();
        context.setTimeout(Math.max(1, wait.left().toMillis()));
        Entry entry = new Entry(context, exchange.connection(), changed);
        entries.add(entry);
        context.addListener(entry);
        var unused = changed.whenComplete((nothing, fault) -> {
            if (!changed.isCancelled()) {
                entry.wake();
            }
        });
        if (stopping) {
            entry.wake();
        }
    }

    private void forget(Entry entry) {
        entry.changed.cancel(false);
        entries.remove(entry);
        countIfDrained();
    }

    private void countIfDrained() {
        if (stopping && entries.isEmpty()) {
            drained.countDown();
        }
    }

    private final class Entry implements AsyncListener {
        private final AsyncContext context;
        private final Connection connection;
        private final CompletableFuture<Void> changed;

        Entry(AsyncContext context, Connection connection, CompletableFuture<Void> changed) {
            this.context = context;
            this.connection = connection;
            this.changed = changed;
        }

        void wake() {
            try {
                context.dispatch();
            } catch (IllegalStateException awakeAlready) {
                // The container lets exactly one of change, timeout and end send the request back; another one has.
                return;
            }
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            wake();
        }

        @Override
        public void onError(AsyncEvent event) {
            forget(this);
        }

        @Override
        public void onComplete(AsyncEvent event) {
            forget(this);
        }

        /** The same request is parked anew, with an entry of its own. */
        @Override
        public void onStartAsync(AsyncEvent event) {
            forget(this);
        }
    }
}

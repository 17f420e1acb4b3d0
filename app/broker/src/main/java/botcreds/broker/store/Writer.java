package botcreds.broker.store;

import botcreds.broker.model.AuditEvent;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes. It takes what is waiting and commits it once; another thread syncs that and acknowledges it, so
 * that neither the disk nor a caller's continuation holds the next batch up. When the database fails it refuses at once instead of queueing, and comes back.
 */
final class Writer {
    private static final Logger LOG = LoggerFactory.getLogger(Writer.class);
    private static final int MOST_IN_A_BATCH = 256;
    private static final int MOST_WAITING = 8192;
    private static final Duration PING_EVERY = Duration.ofSeconds(1);
    private static final long FIRST_PAUSE_MILLIS = 50;
    private static final long LONGEST_PAUSE_MILLIS = 2000;

    private final BlockingQueue<Unit<?>> queue = new ArrayBlockingQueue<>(MOST_WAITING);
    private final ExecutorService acknowledgements =
            Executors.newSingleThreadExecutor(task -> daemon(task, "store-acknowledgements"));
    private final Jdbi jdbi;
    private final Function<Handle, Batch> batches;
    private final Duration tidyEvery;
    private final Duration pingEvery;
    private final Thread thread;

    /** Nobody's work, and withdrawn, so that a batch passes over it: put in the queue to end a wait. */
    private final Unit<?> wake = new Unit<>(tx -> true);

    private final LongAdder failures = new LongAdder();
    private volatile Consumer<List<AuditEvent.Recorded>> appended = rows -> {};
    private volatile Runnable toTell = () -> {};
    private volatile boolean open = true;
    private volatile boolean healthy = true;

    Writer(Jdbi jdbi, Function<Handle, Batch> batches, Duration tidyEvery) {
        this(jdbi, batches, tidyEvery, PING_EVERY);
    }

    /** The same, asking an idle database at another pace whether it is there. For tests that want it not to happen. */
    Writer(Jdbi jdbi, Function<Handle, Batch> batches, Duration tidyEvery, Duration pingEvery) {
        this.jdbi = jdbi;
        this.tidyEvery = tidyEvery;
        this.pingEvery = pingEvery;
        this.batches = batches;
        this.thread = daemon(this::run, "store-writer");
        wake.refuse(stopping());
    }

    void start() {
        thread.start();
    }

    /** Who is told, in their order, of the rows that have become durable; after their callers, and on a thread it must not hold. */
    void onAppended(Consumer<List<AuditEvent.Recorded>> told) {
        appended = told;
    }

    /** Who is told when something new is to be told, as above. */
    void onToTell(Runnable told) {
        toTell = told;
    }

    /** How many batches, or proofs that the database can be written, have failed. */
    long failures() {
        return failures.sum();
    }

    <T> CompletableFuture<T> submit(Work<T> work) {
        Unit<T> unit = new Unit<>(work);
        if (!open) {
            unit.refuse(stopping());
        } else if (!healthy) {
            unit.refuse(new StoreUnavailable("the database cannot be used now; try again in a few seconds"));
        } else if (!queue.offer(unit)) {
            unit.refuse(new StoreUnavailable("too many writes are waiting; try again in a few seconds"));
        } else if (!open && queue.remove(unit)) {
            // The writer may have drained the queue for the last time between the two looks.
            unit.refuse(stopping());
        }
        return unit.future();
    }

    boolean isHealthy() {
        return open && healthy;
    }

    boolean isCurrentThread() {
        return Thread.currentThread() == thread;
    }

    /** Takes nothing more, writes what is waiting, and returns when all of it is answered. */
    void close() {
        open = false;
        // It may be waiting for work that does not come. If the queue is full, it is not.
        var unused = queue.offer(wake);
        boolean interrupted = false;
        while (thread.isAlive() || !acknowledgements.isTerminated()) {
            try {
                thread.join();
                acknowledgements.shutdown();
                acknowledgements.awaitTermination(1, TimeUnit.SECONDS);
            } catch (InterruptedException again) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        long pause = FIRST_PAUSE_MILLIS;
        while (open || !queue.isEmpty()) {
            try (Handle handle = jdbi.open()) {
                Batch batch = batches.apply(handle);
                batch.prove();
                healthy = true;
                pause = FIRST_PAUSE_MILLIS;
                serve(batch);
            } catch (SQLException | RuntimeException | Error failed) {
                healthy = false;
                failures.increment();
                LOG.error("the database failed; nothing is written until it is back: {}", brief(failed));
                refuseWhatComes(open ? pause : 0);
                pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
            }
        }
    }

    private void serve(Batch batch) throws SQLException {
        CompletableFuture<Void> lastSync = CompletableFuture.completedFuture(null);
        long tidied = System.nanoTime();
        try {
            while (open || !queue.isEmpty()) {
                if (System.nanoTime() - tidied >= tidyEvery.toNanos()) {
                    await(lastSync);
                    batch.tidy();
                    tidied = System.nanoTime();
                }
                Unit<?> first = next(open ? pingEvery.toMillis() : 0);
                if (first == null) {
                    await(lastSync);
                    batch.ping();
                    continue;
                }
                lastSync = write(batch, first, lastSync);
            }
        } finally {
            // The connection must not be closed under a sync.
            lastSync.handle((done, failed) -> true).join();
        }
    }

    /**
     * The disk works on one batch while the next is applied, but nothing is committed before all that was committed earlier
     * is durable: an acknowledged batch then never stands on one that was lost.
     *
     * @param first what woke the writer; what has come by its turn is written with it
     * @return completes when the batch is durable
     */
    private CompletableFuture<Void> write(Batch batch, Unit<?> first, CompletableFuture<Void> lastSync)
            throws SQLException {
        List<Unit<?>> units = new ArrayList<>(MOST_IN_A_BATCH);
        units.add(first);
        Batch.Applied applied;
        boolean committing = false;
        try {
            AuditChain chain = batch.begin();
            queue.drainTo(units, MOST_IN_A_BATCH - 1);
            applied = batch.apply(chain, units);
            await(lastSync);
            committing = true;
            batch.commit();
        } catch (SQLException | RuntimeException | Error failed) {
            StoreUnavailable why = committing ? unsure(failed) : failed(failed);
            acknowledgements.execute(() -> units.forEach(unit -> unit.refuse(why)));
            throw failed;
        }
        CompletableFuture<Void> durable = new CompletableFuture<>();
        acknowledgements.execute(() -> syncAndAcknowledge(batch, units, applied, durable));
        return durable;
    }

    private void syncAndAcknowledge(
            Batch batch, List<Unit<?>> units, Batch.Applied applied, CompletableFuture<Void> durable) {
        try {
            batch.sync();
        } catch (SQLException | RuntimeException | Error failed) {
            StoreUnavailable why = unsure(failed);
            durable.completeExceptionally(why);
            units.forEach(unit -> unit.refuse(why));
            return;
        }
        durable.complete(null);
        units.forEach(Unit::acknowledge);
        tell(applied);
    }

    /** Whoever listens can harm neither the next batch nor its callers. */
    private void tell(Batch.Applied applied) {
        try {
            if (applied.toTell()) {
                toTell.run();
            }
            if (!applied.rows().isEmpty()) {
                appended.accept(applied.rows());
            }
        } catch (RuntimeException fault) {
            LOG.error("who listens to the store failed", fault);
        }
    }

    /** Before the commit: what was applied goes with its connection. */
    private StoreUnavailable failed(Throwable failed) {
        healthy = false;
        return new StoreUnavailable("the database failed before anything was kept; try again in a few seconds", failed);
    }

    /** In the commit, or between it and the proof that it is durable. */
    private StoreUnavailable unsure(Throwable failed) {
        healthy = false;
        return StoreUnavailable.unsure("the database failed while writing; ask again to see what was kept", failed);
    }

    /** Waits for a sync under way; a failed one fails whoever builds upon it. */
    private static void await(CompletableFuture<Void> sync) {
        try {
            sync.join();
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof StoreUnavailable away ? away : failed;
        }
    }

    private void refuseWhatComes(long millis) {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        StoreUnavailable why = new StoreUnavailable("the database cannot be used now; try again in a few seconds");
        long left = millis;
        while (true) {
            Unit<?> unit = next(Math.max(left, 0));
            if (unit != null) {
                acknowledgements.execute(() -> unit.refuse(why));
            } else if (left <= 0) {
                return;
            }
            left = open ? TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime()) : 0;
        }
    }

    private @Nullable Unit<?> next(long millis) {
        try {
            Unit<?> unit = queue.poll(millis, TimeUnit.MILLISECONDS);
            return unit == wake ? null : unit;
        } catch (InterruptedException nobodyMayStopTheWriter) {
            LOG.warn("the writer was interrupted and goes on");
            return null;
        }
    }

    /** The driver's text can hold values of rows, so only its code is told. */
    private static String brief(Throwable failed) {
        SQLException said = Faults.find(failed);
        return failed.getClass().getSimpleName() + (said == null ? "" : ", SQLSTATE " + said.getSQLState());
    }

    private static StoreUnavailable stopping() {
        return new StoreUnavailable("the broker is stopping; try again in a few seconds");
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }
}

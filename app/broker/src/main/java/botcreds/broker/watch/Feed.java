package botcreds.broker.watch;

import botcreds.broker.model.AuditEvent.Recorded;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the rows that were appended to the audit log from the thread that acknowledges writes, and hands them on in their
 * order on a thread of its own. It holds a bounded number; under more load than the watching can follow it lets rows go and
 * says how many. Thread-safe.
 */
final class Feed implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Feed.class);
    /** A row has about a kilobyte. */
    private static final int MOST_WAITING = 20_000;

    private final BlockingQueue<List<Recorded>> queue = new LinkedBlockingQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final Consumer<List<Recorded>> reader;
    private final LongConsumer lost;
    private final Thread thread;
    private volatile boolean open = true;
    private volatile @Nullable Recorded newest;

    /**
     * @param reader gets rows that lie side by side in the log; what it throws is logged, and the next rows come
     * @param lost   told how many rows were let go
     */
    Feed(Consumer<List<Recorded>> reader, LongConsumer lost) {
        this.reader = reader;
        this.lost = lost;
        this.thread = new Thread(this::run, "watch-feed");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Takes rows; costs the caller next to nothing and never makes it wait. */
    void take(List<Recorded> rows) {
        newest = rows.get(rows.size() - 1);
        if (waiting.get() + rows.size() > MOST_WAITING) {
            lost.accept(rows.size());
            return;
        }
        waiting.addAndGet(rows.size());
        queue.add(rows);
    }

    /** The last row this process has appended, if any. */
    Optional<Recorded> newest() {
        return Optional.ofNullable(newest);
    }

    @Override
    public void close() {
        open = false;
        thread.interrupt();
    }

    private void run() {
        while (open) {
            try {
                List<List<Recorded>> batches = new ArrayList<>(List.of(queue.take()));
                queue.drainTo(batches);
                List<Recorded> rows = batches.stream().flatMap(List::stream).toList();
                waiting.addAndGet(-rows.size());
                read(rows);
            } catch (InterruptedException stopping) {
                return;
            }
        }
    }

    private void read(List<Recorded> rows) {
        try {
            reader.accept(rows);
        } catch (RuntimeException fault) {
            LOG.error("Rows of the audit log could not be watched; the next ones will be.", fault);
        }
    }
}

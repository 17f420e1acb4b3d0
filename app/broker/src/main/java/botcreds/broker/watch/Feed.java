package botcreds.broker.watch;

import botcreds.broker.model.AuditEvent.Brief;
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
 * order on a thread of its own, and so those of other nodes. It holds a bounded number; under more load than the watching can follow it lets rows go and
 * says how many. Thread-safe.
 */
final class Feed implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Feed.class);
    /** A row has about a kilobyte. */
    private static final int MOST_WAITING = 20_000;

    private final BlockingQueue<Rows> queue = new LinkedBlockingQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final Consumer<List<Recorded>> reader;
    private final Consumer<List<Brief>> elsewhere;
    private final LongConsumer lost;
    private final Thread thread;
    private volatile boolean open = true;
    private volatile @Nullable Recorded newest;

    /**
     * @param reader gets rows that lie side by side in the log; what it throws is logged, and the next rows come
     * @param elsewhere gets what other nodes appended, in between
     * @param lost   told how many rows were let go
     */
    Feed(Consumer<List<Recorded>> reader, Consumer<List<Brief>> elsewhere, LongConsumer lost) {
        this.reader = reader;
        this.elsewhere = elsewhere;
        this.lost = lost;
        this.thread = new Thread(this::run, "watch-feed");
        thread.setDaemon(true);
    }

    private record Rows(List<Recorded> own, List<Brief> elsewhere) {
        int size() {
            return own.size() + elsewhere.size();
        }
    }

    void start() {
        thread.start();
    }

    /** Takes rows; costs the caller next to nothing and never makes it wait. */
    void take(List<Recorded> rows) {
        newest = rows.get(rows.size() - 1);
        add(new Rows(rows, List.of()));
    }

    /** The same of rows that other nodes appended. */
    void takeElsewhere(List<Brief> rows) {
        add(new Rows(List.of(), rows));
    }

    private void add(Rows rows) {
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
                List<Rows> batches = new ArrayList<>(List.of(queue.take()));
                queue.drainTo(batches);
                batches.forEach(rows -> waiting.addAndGet(-rows.size()));
                read(
                        reader,
                        batches.stream().flatMap(rows -> rows.own().stream()).toList());
                read(
                        elsewhere,
                        batches.stream()
                                .flatMap(rows -> rows.elsewhere().stream())
                                .toList());
            } catch (InterruptedException stopping) {
                return;
            }
        }
    }

    private static <T> void read(Consumer<List<T>> reader, List<T> rows) {
        if (rows.isEmpty()) {
            return;
        }
        try {
            reader.accept(rows);
        } catch (RuntimeException fault) {
            LOG.error("Rows of the audit log could not be watched; the next ones will be.", fault);
        }
    }
}

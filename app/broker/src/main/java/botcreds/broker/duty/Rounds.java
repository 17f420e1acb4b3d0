package botcreds.broker.duty;

import botcreds.broker.store.StoreUnavailable;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Something that is done again and again on a thread of its own, whatever became of the last time. Thread-safe. */
public final class Rounds implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);

    private final String name;
    private final Duration pause;
    private final Runnable round;
    private final ScheduledExecutorService thread;

    /**
     * @param name  of the thread, and in the log
     * @param pause between the end of a round and the next
     */
    public Rounds(String name, Duration pause, Runnable round) {
        this.name = name;
        this.pause = pause;
        this.round = round;
        this.thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread daemon = new Thread(task, name);
            daemon.setDaemon(true);
            return daemon;
        });
    }

    /** Begins with the first round after one pause. */
    public void start() {
        var unused = thread.scheduleWithFixedDelay(
                this::roundSafely, pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    /** A schedule ends with the first exception, and then nothing of this would ever be done again. */
    private void roundSafely() {
        try {
            round.run();
        } catch (StoreUnavailable away) {
            LOG.warn("The database is away; {} waits for its next round.", name);
        } catch (RuntimeException fault) {
            LOG.error("A round of {} failed; the next one tries again.", name, fault);
        }
    }
}

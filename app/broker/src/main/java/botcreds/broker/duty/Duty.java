package botcreds.broker.duty;

import botcreds.broker.store.Store;
import botcreds.broker.store.StoreUnavailable;
import botcreds.broker.store.Transaction;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether this node is on duty. Of several nodes that share a database one at a time carries announcements, calls bots, reminds
 * and ends what is due; the database says which, by its own time. A node that was paused finds out twice: by a clock that went
 * on meanwhile, before it does anything, and by the fence of {@link #book}, when it wants to write down what it did. Thread-safe.
 */
public final class Duty implements AutoCloseable {
    /** For how long a word from a node counts. */
    static final Duration LEASE = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(Duty.class);
    private static final Duration BEAT = Duration.ofSeconds(2);

    /** What the two clocks may disagree by over one lease. */
    private static final Duration MARGIN = Duration.ofSeconds(1);

    /** Nobody else can have H2's file, so nothing has to be renewed there. */
    private static final Duration FOR_EVER = Duration.ofDays(36_500);

    private final Store store;
    private final LongSupplier nanoTime;
    private final AtomicBoolean started = new AtomicBoolean();
    private final Rounds beats = new Rounds("node", BEAT, this::beat);
    private volatile @Nullable Turn turn;
    private volatile int living = 1;

    /** @param nanoTime a clock that never goes back, such as {@link System#nanoTime} */
    public Duty(Store store, LongSupplier nanoTime) {
        this.store = store;
        this.nanoTime = nanoTime;
    }

    private record Turn(long epoch, long askedAt, Duration span) {}

    /** Says that this node lives, and goes on saying so. Once, however often it is called. */
    public void start() {
        if (!started.compareAndSet(false, true)) {
            return;
        }
        if (store.isShared()) {
            beat();
            beats.start();
        } else {
            turn = store.writeNow(tx -> {
                tx.nodes().alone(FOR_EVER);
                return new Turn(tx.nodes().takeDuty(FOR_EVER).orElseThrow(), nanoTime.getAsLong(), FOR_EVER);
            });
        }
    }

    /** One beat; also what tests call. */
    public void beat() {
        // Before the question: the lease that comes back began later than this.
        long asked = nanoTime.getAsLong();
        boolean had = turn != null;
        turn = store.<Optional<Turn>>writeNow(tx -> beat(tx, asked)).orElse(null);
        if (had != (turn != null)) {
            LOG.info(had ? "Another node is on duty now." : "This node is on duty now.");
        }
    }

    private Optional<Turn> beat(Transaction tx, long asked) {
        tx.nodes().beat(LEASE);
        Optional<Long> epoch = tx.nodes().takeDuty(LEASE);
        if (epoch.isPresent()) {
            tx.nodes()
                    .buryLapsed()
                    .forEach(node -> LOG.warn("Node {} is gone; what it was minting is taken over.", node));
        }
        living = tx.nodes().living();
        return epoch.map(each -> new Turn(each, asked, LEASE.minus(MARGIN)));
    }

    /** What to {@link #book} with, while this node is on duty for certain. */
    public Optional<Long> epoch() {
        return Optional.ofNullable(turn)
                .filter(ours ->
                        nanoTime.getAsLong() - ours.askedAt() < ours.span().toNanos())
                .map(Turn::epoch);
    }

    /** Whether this node is on duty for certain. */
    public boolean isHeld() {
        return epoch().isPresent();
    }

    /** How many nodes there are, as of the last beat. */
    public int livingNodes() {
        return living;
    }

    /** The same round, but only while this node is on duty. */
    public Runnable only(Runnable round) {
        return () -> {
            if (isHeld()) {
                round.run();
            }
        };
    }

    /**
     * Writes down what was done on duty, unless another node has taken over since: then that one does, or has done, the same.
     *
     * @return whether it was written
     */
    public boolean book(long epoch, Consumer<Transaction> work) {
        boolean booked = store.writeNow(tx -> {
            boolean ours = tx.nodes().hasDuty(epoch);
            if (ours) {
                work.accept(tx);
            }
            return ours;
        });
        if (!booked) {
            LOG.warn("Another node has taken over while this one was at it; it is left to that one.");
        }
        return booked;
    }

    /** Lets another node take over at once. */
    @Override
    public void close() {
        beats.close();
        turn = null;
        if (started.get() && store.isShared()) {
            try {
                store.writeNow(tx -> {
                    tx.nodes().leave();
                    return true;
                });
            } catch (StoreUnavailable away) {
                LOG.info("The database is away, so the others learn of this node's end when its lease is over.");
            }
        }
    }
}

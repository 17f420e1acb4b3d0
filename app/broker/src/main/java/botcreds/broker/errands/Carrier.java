package botcreds.broker.errands;

import botcreds.broker.duty.Duty;
import botcreds.broker.store.Store;
import botcreds.broker.store.StoreUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does errands, apart from the announcements in Slack: a receiver that is slow holds up neither these nor, beyond its own
 * two calls, other receivers. Thread-safe.
 */
final class Carrier implements AutoCloseable {
    /** How many errands are looked at in one go. */
    static final int BATCH = 64;

    private static final Logger LOG = LoggerFactory.getLogger(Carrier.class);
    private static final int MOST_PER_LANE = 2;
    private static final Duration LOOK_ANYWAY = Duration.ofSeconds(1);
    /** Behind others that are due, so that many calls to one slow host do not fill every batch. */
    private static final Duration NEXT_TURN = Duration.ofSeconds(2);

    private final Store store;
    private final Duty duty;
    private final String name;
    private final int mostAtOnce;
    private final Supplier<List<Errand>> due;
    private final Breakers breakers = new Breakers();
    private final Semaphore work = new Semaphore(0);
    private final AtomicReference<@Nullable Thread> thread = new AtomicReference<>();
    private final ExecutorService workers;
    private final Set<Long> underWay = ConcurrentHashMap.newKeySet();
    private final ConcurrentHashMap<String, Integer> perLane = new ConcurrentHashMap<>();

    /**
     * @param duty errands are done on one of several nodes only
     * @param name of its threads
     * @param due  what may be done now, at most {@link #BATCH} of it
     */
    Carrier(Store store, Duty duty, String name, int mostAtOnce, Supplier<List<Errand>> due) {
        this.store = store;
        this.duty = duty;
        this.name = name;
        this.mostAtOnce = mostAtOnce;
        this.due = due;
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                mostAtOnce, mostAtOnce, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>(), this::daemon);
        pool.allowCoreThreadTimeOut(true);
        workers = pool;
    }

    void start() {
        Thread carrier = daemon(this::run);
        thread.set(carrier);
        carrier.start();
    }

    /** Says that there may be something to do; costs nothing when there is not. */
    void wake() {
        if (work.availablePermits() == 0) {
            work.release();
        }
    }

    /** A call under way may be made once more after the next start; its id is then the same. */
    @Override
    public void close() {
        Thread carrier = thread.getAndSet(null);
        if (carrier != null) {
            carrier.interrupt();
        }
        workers.shutdownNow();
        try {
            if (!workers.awaitTermination(1, TimeUnit.SECONDS)) {
                LOG.debug("An errand was still under way; it is done again after the next start.");
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (thread.get() != null) {
            round();
            try {
                boolean woken = work.tryAcquire(LOOK_ANYWAY.toMillis(), TimeUnit.MILLISECONDS);
                LOG.trace("{}", woken ? "woken" : "looking anyway");
            } catch (InterruptedException stopping) {
                return;
            }
        }
    }

    private void round() {
        try {
            if (!duty.isHeld()) {
                return;
            }
            // Before the look: what is booked while it is taken still looks due in it.
            Set<Long> underWayBefore = Set.copyOf(underWay);
            List<Errand> errands = due.get();
            errands.stream()
                    .filter(each -> !underWayBefore.contains(each.key()))
                    .forEach(each -> duty.epoch().ifPresent(epoch -> begin(each, epoch)));
            if (errands.size() == BATCH && underWay.size() < mostAtOnce) {
                wake();
            }
        } catch (StoreUnavailable away) {
            LOG.debug("The database is away; {} wait.", name);
        } catch (RuntimeException fault) {
            LOG.error("The carrier of {} met a fault; trying again.", name, fault);
        }
    }

    private void begin(Errand errand, long epoch) {
        if (underWay.size() >= mostAtOnce) {
            return;
        }
        Instant now = store.read(tx -> tx.now());
        if (perLane.merge(errand.lane(), 1, Integer::sum) > MOST_PER_LANE) {
            leave(errand);
            defer(errand, now.plus(NEXT_TURN), epoch);
            return;
        }
        Optional<Instant> rests = breakers.restsUntil(errand.lane(), now);
        if (rests.isPresent()) {
            leave(errand);
            defer(errand, rests.get(), epoch);
            return;
        }
        underWay.add(errand.key());
        workers.execute(() -> {
            try {
                if (duty.isHeld()) {
                    record(errand, errand.attempt(), epoch);
                }
            } catch (StoreUnavailable away) {
                LOG.warn("The database is away; {} may be done once more.", errand.name());
            } catch (RuntimeException fault) {
                LOG.error("{} met a fault.", errand.name(), fault);
                record(errand, BotCall.NotNow.refused("a fault of the broker, see its log"), epoch);
            } finally {
                leave(errand);
                underWay.remove(errand.key());
                wake();
            }
        });
    }

    private void defer(Errand errand, Instant at, long epoch) {
        duty.book(epoch, tx -> errand.defer(tx, at));
    }

    private void record(Errand errand, BotCall.Outcome outcome, long epoch) {
        if (outcome instanceof BotCall.NotNow notNow) {
            remember(errand, notNow, store.now());
            duty.book(
                    epoch,
                    tx -> errand.next(tx.now(), notNow.after())
                            .ifPresentOrElse(at -> errand.retry(tx, at, notNow.why()), () -> {
                                LOG.warn("{} was given up: {}", errand.name(), notNow.why());
                                errand.giveUp(tx, notNow.why());
                            }));
            return;
        }
        breakers.answered(errand.lane());
        duty.book(epoch, tx -> {
            if (outcome instanceof BotCall.Gone gone) {
                LOG.warn("{} is not wanted: {}", errand.name(), gone.why());
                errand.unwanted(tx, gone.why());
            } else {
                errand.done(tx);
            }
        });
    }

    private void remember(Errand errand, BotCall.NotNow notNow, Instant now) {
        if (!notNow.away()) {
            breakers.answered(errand.lane());
        } else if (breakers.failed(errand.lane(), now)) {
            LOG.warn("{} is left alone for a while: {}", errand.lane(), notNow.why());
        }
    }

    private void leave(Errand errand) {
        perLane.computeIfPresent(errand.lane(), (lane, calls) -> calls > 1 ? calls - 1 : null);
    }

    private Thread daemon(Runnable task) {
        Thread daemon = new Thread(task, name);
        daemon.setDaemon(true);
        return daemon;
    }
}

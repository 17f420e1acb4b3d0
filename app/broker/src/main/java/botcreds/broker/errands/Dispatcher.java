package botcreds.broker.errands;

import botcreds.broker.duty.Duty;
import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.RequestId;
import botcreds.broker.store.Outbox.Item;
import botcreds.broker.store.Store;
import botcreds.broker.store.StoreUnavailable;
import botcreds.broker.store.Transaction;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries the outbox to the announcer, on one thread of the node on duty. A row is gone only when the announcement is there or
 * can never be; until then it is tried again, later and later. Thread-safe.
 */
public final class Dispatcher implements AutoCloseable {
    /** Kind of a row: the card of the request that the subject names wants to be brought up to date. */
    static final String CARD = "card";

    /** Kind of a row: something to say, in the body. */
    static final String NOTICE = "notice";

    /** Kind of a row: something to say below the card of the request that the subject names. */
    static final String REPLY = "reply";

    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
    private static final int BATCH = 32;
    private static final Duration LONGEST_POSTING = Duration.ofSeconds(2);
    private static final Duration LOOK_ANYWAY = Duration.ofSeconds(1);
    private static final Duration LOOK_FOR_A_POSTING = Duration.ofMillis(50);
    /** A human waits for a card: once Slack is back it must not take minutes more. */
    private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(30);

    private final Store store;
    private final Posting posts;
    private final Duty duty;
    private final SlackReach reach;
    private final Runnable alsoWake;
    private final Semaphore work = new Semaphore(0);
    private final AtomicReference<@Nullable Thread> thread = new AtomicReference<>();
    /** Only the carrying thread touches it. */
    private final Set<AccessRequest> unbooked = new HashSet<>();

    private final ConcurrentHashMap<String, CompletableFuture<Void>> posting = new ConcurrentHashMap<>();

    /**
     * Makes a dispatcher.
     *
     * @param duty     carries on one of several nodes only
     * @param reach    told of every attempt
     * @param alsoWake the other carriers of what was written
     */
    public Dispatcher(Store store, Posting posts, Duty duty, SlackReach reach, Runnable alsoWake) {
        this.store = store;
        this.posts = posts;
        this.duty = duty;
        this.reach = reach;
        this.alsoWake = alsoWake;
    }

    /** Begins to carry; until then the outbox only fills. */
    public void start(Announcer announcer) {
        Thread carrier = new Thread(() -> run(announcer), "outbox");
        carrier.setDaemon(true);
        thread.set(carrier);
        carrier.start();
    }

    /** Says that there may be something to carry; of what this process writes, the store says it. */
    public void wake() {
        if (work.availablePermits() == 0) {
            work.release();
        }
        alsoWake.run();
    }

    /**
     * Waits while the first card of a request is being posted: whoever clicks at once may be faster than our own record of
     * where it hangs. Returns at once when none is being posted, and after two seconds in any case.
     */
    public void awaitPosting(RequestId id) {
        CompletableFuture<Void> underWay = posting.get(id.value());
        if (underWay == null) {
            if (!duty.isHeld()) {
                awaitPostingElsewhere(id);
            }
            return;
        }
        try {
            underWay.get(LONGEST_POSTING.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException slow) {
            LOG.warn("The card of {} is still being posted.", id);
        }
    }

    /** Another node posts it, and only the database knows when it has. */
    private void awaitPostingElsewhere(RequestId id) {
        long until = System.nanoTime() + LONGEST_POSTING.toNanos();
        while (store.read(tx -> tx.cards().of(id)).isEmpty() && System.nanoTime() < until) {
            pause(LOOK_FOR_A_POSTING);
        }
    }

    @Override
    public void close() {
        Thread carrier = thread.getAndSet(null);
        if (carrier != null) {
            carrier.interrupt();
        }
    }

    private void run(Announcer announcer) {
        while (thread.get() != null) {
            try {
                if (carryDue(announcer) == 0) {
                    boolean woken = work.tryAcquire(LOOK_ANYWAY.toMillis(), TimeUnit.MILLISECONDS);
                    LOG.trace("{}", woken ? "woken" : "looking anyway");
                }
            } catch (InterruptedException stopping) {
                return;
            } catch (StoreUnavailable away) {
                LOG.warn("The database is away; announcements wait.");
                pause(LOOK_ANYWAY);
            } catch (RuntimeException fault) {
                LOG.error("The outbox could not be carried on; trying again.", fault);
                pause(LOOK_ANYWAY);
            }
        }
    }

    private static void pause(Duration span) {
        try {
            Thread.sleep(span.toMillis());
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private int carryDue(Announcer announcer) {
        showUnbookedAnew();
        if (!duty.isHeld()) {
            return 0;
        }
        List<Item> due = store.read(tx -> tx.outbox().due(tx.now(), BATCH));
        // Each time anew, because Slack may have kept us for long.
        due.forEach(item -> duty.epoch().ifPresent(epoch -> carry(item, announcer, epoch)));
        return due.size();
    }

    private void carry(Item item, Announcer announcer, long epoch) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        posting.put(item.subject(), done);
        try {
            carryAndRecord(item, announcer, epoch);
        } finally {
            posting.remove(item.subject(), done);
            done.complete(null);
        }
    }

    private void carryAndRecord(Item item, Announcer announcer, long epoch) {
        Posting.Posted posted = announce(item, announcer);
        Announcer.Delivery delivery = posted.delivery();
        if (delivery instanceof Announcer.Later later) {
            duty.book(epoch, tx -> {
                if (later.away()) {
                    reach.failed(item.attempts() == 0 ? tx.now() : item.createdAt());
                }
                tx.outbox().retry(item, tx.now().plus(backOff(item, later.after())), later.why());
            });
        } else if (delivery instanceof Announcer.Never never) {
            reach.answered();
            LOG.error("An announcement was given up ({} {}): {}", item.kind(), item.subject(), never.why());
            duty.book(epoch, tx -> tx.outbox().fail(item, never.why()));
        } else {
            if (delivery instanceof Announcer.Delivered) {
                reach.answered();
            }
            unbooked.addAll(posted.shown());
            boolean booked = duty.book(epoch, tx -> {
                posts.record(tx, posted);
                tx.outbox().done(item);
            });
            if (booked) {
                unbooked.removeAll(posted.shown());
            }
        }
    }

    /**
     * What this node has shown while it could not book it may be older than what another has shown meanwhile, and stands over
     * it: whoever is on duty now shows it once more.
     */
    private void showUnbookedAnew() {
        if (!unbooked.isEmpty()) {
            store.writeNow(tx -> {
                unbooked.forEach(request -> Transitions.announce(tx, request));
                return true;
            });
            unbooked.clear();
        }
    }

    private Posting.Posted announce(Item item, Announcer announcer) {
        return switch (item.kind()) {
            case CARD -> posts.show(new RequestId(item.subject()), announcer);
            case REPLY -> Posting.Posted.nothing(reply(item, announcer));
            default -> Posting.Posted.nothing(announcer.tell(Alerts.read(item.body())));
        };
    }

    /** What belongs below a card that never came to hang is nothing to say elsewhere. */
    private Announcer.Delivery reply(Item item, Announcer announcer) {
        return store.read(tx -> tx.cards().of(new RequestId(item.subject())))
                .map(card -> announcer.reply(Threads.read(item.body()), Posting.ref(card)))
                .orElseGet(Posting.Nothing::new);
    }

    private static Duration backOff(Item item, Duration asked) {
        Duration own = Duration.ofSeconds(1L << Math.min(item.attempts(), 9));
        Duration bounded = own.compareTo(LONGEST_BACK_OFF) > 0 ? LONGEST_BACK_OFF : own;
        return asked.compareTo(bounded) > 0 ? asked : bounded;
    }

    /** How many rows wait to be carried. */
    public int depth() {
        return store.read((Transaction tx) -> tx.outbox().depth());
    }
}

package botcreds.broker.access;

import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.HumanDecision;
import botcreds.broker.model.RequestId;
import botcreds.broker.model.RequestState;
import botcreds.broker.store.Card;
import botcreds.broker.store.Outbox.Item;
import botcreds.broker.store.Store;
import botcreds.broker.store.StoreUnavailable;
import botcreds.broker.store.Transaction;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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
 * Carries the outbox to the announcer, on one thread of its own. A row is gone only when the announcement is there or can
 * never be; until then it is tried again, later and later. Thread-safe.
 */
final class Dispatcher implements AutoCloseable {
    /** Kind of a row: the card of the request that the subject names wants to be brought up to date. */
    static final String CARD = "card";

    /** Kind of a row: something to say, in the body. */
    static final String NOTICE = "notice";

    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
    private static final int BATCH = 32;
    private static final Duration LONGEST_POSTING = Duration.ofSeconds(2);
    private static final Duration LOOK_ANYWAY = Duration.ofSeconds(1);
    /** A human waits for a card: once Slack is back it must not take minutes more. */
    private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(30);

    private final Store store;
    private final Views views;
    private final Semaphore work = new Semaphore(0);
    private final AtomicReference<@Nullable Thread> thread = new AtomicReference<>();
    private final ConcurrentHashMap<String, CompletableFuture<Void>> posting = new ConcurrentHashMap<>();

    Dispatcher(Store store, Views views) {
        this.store = store;
        this.views = views;
    }

    /** Begins to carry; until then the outbox only fills. */
    void start(Announcer announcer) {
        Thread carrier = new Thread(() -> run(announcer), "outbox");
        carrier.setDaemon(true);
        thread.set(carrier);
        carrier.start();
    }

    /** Says that there may be something to carry; costs nothing when there is not. */
    void wake() {
        if (work.availablePermits() == 0) {
            work.release();
        }
    }

    /**
     * Waits while the first card of a request is being posted: whoever clicks at once may be faster than our own record of
     * where it hangs. Returns at once when none is being posted, and after two seconds in any case.
     */
    void awaitPosting(RequestId id) {
        CompletableFuture<Void> underWay = posting.get(id.value());
        if (underWay == null) {
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
                pause();
            } catch (RuntimeException fault) {
                LOG.error("The outbox could not be carried on; trying again.", fault);
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK_ANYWAY.toMillis());
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private int carryDue(Announcer announcer) {
        List<Item> due = store.read(tx -> tx.outbox().due(tx.now(), BATCH));
        due.forEach(item -> carry(item, announcer));
        return due.size();
    }

    private void carry(Item item, Announcer announcer) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        posting.put(item.subject(), done);
        try {
            carryAndRecord(item, announcer);
        } finally {
            posting.remove(item.subject(), done);
            done.complete(null);
        }
    }

    private void carryAndRecord(Item item, Announcer announcer) {
        Announcer.Delivery delivery = item.kind().equals(CARD) ? show(item, announcer) : tell(item, announcer);
        if (delivery instanceof Announcer.Later later) {
            store.writeNow(tx -> {
                tx.outbox().retry(item, tx.now().plus(backOff(item, later.after())), later.why());
                return true;
            });
        } else if (delivery instanceof Announcer.Never never) {
            LOG.error("An announcement was given up ({} {}): {}", item.kind(), item.subject(), never.why());
            store.writeNow(tx -> {
                tx.outbox().fail(item, never.why());
                return true;
            });
        } else {
            store.writeNow(tx -> {
                if (item.kind().equals(CARD) && delivery instanceof Announcer.Delivered delivered) {
                    tx.cards()
                            .put(
                                    new RequestId(item.subject()),
                                    delivered.where().channel(),
                                    delivered.where().timestamp());
                }
                tx.outbox().done(item);
                return true;
            });
        }
    }

    private Announcer.Delivery show(Item item, Announcer announcer) {
        RequestId id = new RequestId(item.subject());
        Optional<Card> card = store.read(tx -> tx.cards().of(id));
        RequestView view = store.read(tx -> views.of(tx, tx.requests().byId(id).orElseThrow()));
        if (card.isEmpty() && !concernsHumans(view.request())) {
            return new Nothing();
        }
        return announcer.show(view, card.map(Dispatcher::ref));
    }

    /** Whether someone must decide, or wants to see what someone decided while Slack was away and may have to revoke it. */
    private static boolean concernsHumans(AccessRequest request) {
        return request.state() == RequestState.PENDING
                || request.decision().filter(HumanDecision::isHumans).isPresent();
    }

    private Announcer.Delivery tell(Item item, Announcer announcer) {
        Alerts.Body body = Alerts.read(item.body());
        Optional<Card> thread = body.requestId().isEmpty()
                ? Optional.empty()
                : store.read(tx -> tx.cards().of(new RequestId(body.requestId())));
        return announcer.tell(body.notice(), thread.map(Dispatcher::ref));
    }

    private static CardRef ref(Card card) {
        return new CardRef(card.channel(), card.timestamp());
    }

    private static Duration backOff(Item item, Duration asked) {
        Duration own = Duration.ofSeconds(1L << Math.min(item.attempts(), 9));
        Duration bounded = own.compareTo(LONGEST_BACK_OFF) > 0 ? LONGEST_BACK_OFF : own;
        return asked.compareTo(bounded) > 0 ? asked : bounded;
    }

    /** How many rows wait to be carried. */
    int depth() {
        return store.read((Transaction tx) -> tx.outbox().depth());
    }

    private record Nothing() implements Announcer.Delivery {}
}

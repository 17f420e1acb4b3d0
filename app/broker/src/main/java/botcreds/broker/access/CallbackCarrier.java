package botcreds.broker.access;

import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.RequestId;
import botcreds.broker.store.Outbox.Item;
import botcreds.broker.store.Store;
import botcreds.broker.store.StoreUnavailable;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries calls to bots from the outbox, on the node on duty and apart from what humans get: a receiver that is slow holds up neither Slack nor,
 * beyond its own two calls, other receivers. Thread-safe.
 */
final class CallbackCarrier implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CallbackCarrier.class);
    private static final int BATCH = 64;
    private static final int MOST_AT_ONCE = 16;
    private static final int MOST_PER_HOST = 2;
    private static final long LOOK_MILLIS = 250;
    /** Behind others that are due, so that many calls to one slow host do not fill every batch. */
    private static final Duration NEXT_TURN = Duration.ofSeconds(2);

    private final Store store;
    private final Duty duty;
    private final CallbackBackOff backOff =
            new CallbackBackOff(() -> ThreadLocalRandom.current().nextDouble());
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(named("callbacks"));
    private final ExecutorService workers = Executors.newFixedThreadPool(MOST_AT_ONCE, named("callback"));
    private final Set<Long> underWay = ConcurrentHashMap.newKeySet();
    private final ConcurrentHashMap<String, Integer> perHost = new ConcurrentHashMap<>();

    CallbackCarrier(Store store, Duty duty) {
        this.store = store;
        this.duty = duty;
    }

    void start(BotCall calls) {
        var unused = clock.scheduleWithFixedDelay(() -> round(calls), 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** A call under way may be made once more after the next start; its id is then the same. */
    @Override
    public void close() {
        clock.shutdownNow();
        workers.shutdownNow();
        try {
            if (!workers.awaitTermination(1, TimeUnit.SECONDS)) {
                LOG.debug("A callback was still under way; it is made again after the next start.");
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    private void round(BotCall calls) {
        try {
            if (!duty.isHeld()) {
                return;
            }
            List<Item> due = store.read(tx -> tx.outbox().dueCallbacks(tx.now(), BATCH));
            due.stream()
                    .filter(item -> !underWay.contains(item.id()))
                    .forEach(item -> duty.epoch().ifPresent(epoch -> begin(item, calls, epoch)));
        } catch (StoreUnavailable away) {
            LOG.debug("The database is away; callbacks wait.");
        } catch (RuntimeException fault) {
            LOG.error("Callbacks could not be carried on; trying again.", fault);
        }
    }

    private void begin(Item item, BotCall calls, long epoch) {
        RequestId id = Callbacks.requestOf(item);
        Optional<String> url = store.read(tx -> tx.requests().byId(id)).flatMap(AccessRequest::callbackUrl);
        if (url.isEmpty()) {
            finish(item, epoch);
            return;
        }
        String host = host(url.get());
        if (underWay.size() >= MOST_AT_ONCE) {
            return;
        }
        if (perHost.merge(host, 1, Integer::sum) > MOST_PER_HOST) {
            leave(host);
            duty.book(epoch, tx -> tx.outbox().defer(item, tx.now().plus(NEXT_TURN)));
            return;
        }
        underWay.add(item.id());
        workers.execute(() -> {
            try {
                if (duty.isHeld()) {
                    record(item, id, calls.call(item.subject(), url.get(), item.body()), epoch);
                }
            } catch (StoreUnavailable away) {
                LOG.warn("The database is away; callback {} may be made once more.", item.subject());
            } catch (RuntimeException fault) {
                LOG.error("Callback {} met a fault.", item.subject(), fault);
                record(item, id, new BotCall.NotNow(Optional.empty(), "a fault of the broker, see its log"), epoch);
            } finally {
                leave(host);
                underWay.remove(item.id());
            }
        });
    }

    private void record(Item item, RequestId id, BotCall.Outcome outcome, long epoch) {
        if (outcome instanceof BotCall.NotNow notNow) {
            duty.book(
                    epoch,
                    tx -> backOff.next(item.createdAt(), tx.now(), item.attempts(), notNow.after())
                            .ifPresentOrElse(at -> tx.outbox().retry(item, at, notNow.why()), () -> {
                                LOG.warn("Callback {} was given up: {}", item.subject(), notNow.why());
                                tx.outbox().fail(item, notNow.why());
                            }));
        } else if (outcome instanceof BotCall.Gone gone) {
            LOG.warn("Callback {} is no longer wanted: {}", item.subject(), gone.why());
            duty.book(epoch, tx -> {
                tx.requests().forgetCallback(id);
                tx.outbox().fail(item, gone.why());
            });
        } else {
            finish(item, epoch);
        }
    }

    private void finish(Item item, long epoch) {
        duty.book(epoch, tx -> tx.outbox().done(item));
    }

    private void leave(String host) {
        perHost.computeIfPresent(host, (name, calls) -> calls > 1 ? calls - 1 : null);
    }

    private static String host(String url) {
        return String.valueOf(URI.create(url).getHost()).toLowerCase(Locale.ROOT);
    }

    private static java.util.concurrent.ThreadFactory named(String name) {
        return work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}

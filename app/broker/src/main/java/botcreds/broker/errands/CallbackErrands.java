package botcreds.broker.errands;

import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.RequestId;
import botcreds.broker.store.Outbox.Item;
import botcreds.broker.store.Store;
import botcreds.broker.store.Transaction;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** Calls to bots, out of the outbox. Thread-safe. */
final class CallbackErrands {
    private static final BackOff BACK_OFF =
            BackOff.forBots(() -> ThreadLocalRandom.current().nextDouble());

    private final Store store;

    CallbackErrands(Store store) {
        this.store = store;
    }

    List<Errand> due(BotCall calls) {
        List<Errand> due = new ArrayList<>();
        for (Item item : store.read(tx -> tx.outbox().dueCallbacks(tx.now(), Carrier.BATCH))) {
            RequestId id = Callbacks.requestOf(item);
            store.read(tx -> tx.requests().byId(id))
                    .flatMap(AccessRequest::callbackUrl)
                    .ifPresentOrElse(url -> due.add(new Callback(item, id, url, calls)), () -> forget(item));
        }
        return due;
    }

    /** The host of a URL that somebody has already found to have one. */
    static String host(String url) {
        return String.valueOf(URI.create(url).getHost()).toLowerCase(Locale.ROOT);
    }

    /** Its bot has meanwhile said that it wants no calls. */
    private void forget(Item item) {
        store.writeNow(tx -> {
            tx.outbox().done(item);
            return true;
        });
    }

    private record Callback(Item item, RequestId request, String url, BotCall calls) implements Errand {
        @Override
        public long key() {
            return item.id();
        }

        @Override
        public String name() {
            return "Callback " + item.subject();
        }

        @Override
        public String lane() {
            return host(url);
        }

        @Override
        public BotCall.Outcome attempt() {
            return calls.call(item.subject(), url, item.body());
        }

        @Override
        public Optional<Instant> next(Instant now, Optional<Duration> asked) {
            return BACK_OFF.next(item.createdAt(), now, item.attempts(), asked);
        }

        @Override
        public void done(Transaction tx) {
            tx.outbox().done(item);
        }

        @Override
        public void retry(Transaction tx, Instant at, String why) {
            tx.outbox().retry(item, at, why);
        }

        @Override
        public void defer(Transaction tx, Instant at) {
            tx.outbox().defer(item, at);
        }

        @Override
        public void giveUp(Transaction tx, String why) {
            tx.outbox().fail(item, why);
        }

        @Override
        public void unwanted(Transaction tx, String why) {
            tx.requests().forgetCallback(request);
            tx.outbox().fail(item, why);
        }
    }
}

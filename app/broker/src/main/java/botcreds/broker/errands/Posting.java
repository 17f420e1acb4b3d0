package botcreds.broker.errands;

import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.HumanDecision;
import botcreds.broker.model.RequestId;
import botcreds.broker.model.RequestState;
import botcreds.broker.requests.CardRef;
import botcreds.broker.requests.RequestView;
import botcreds.broker.requests.Views;
import botcreds.broker.store.Card;
import botcreds.broker.store.Store;
import botcreds.broker.store.Transaction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Brings the message of a request up to date. What one bot asks within half a minute shares a message, and no bot gets more
 * than a few messages a minute: people who are flooded approve anything. Only the outbox's one thread calls this.
 */
public final class Posting {
    /** How long after a message was posted the same bot's next request still goes into it. */
    static final Duration TOGETHER = Duration.ofSeconds(30);

    /** More would not be read. */
    static final int MOST_IN_A_MESSAGE = 6;

    /** New messages of one bot in {@link #MINUTE}; what comes on top waits, and then shares one. */
    static final int MOST_MESSAGES = 6;

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

    private final Store store;
    private final Views views;
    private final Details details;

    public Posting(Store store, Views views, Details details) {
        this.store = store;
        this.views = views;
        this.details = details;
    }

    /** What became of it, and the requests that the message shows. */
    record Posted(Announcer.Delivery delivery, List<AccessRequest> shown) {
        static Posted nothing(Announcer.Delivery delivery) {
            return new Posted(delivery, List.of());
        }
    }

    Posted show(RequestId id, Announcer announcer) {
        Optional<Card> hangs = store.read(tx -> tx.cards().of(id));
        if (hangs.isPresent()) {
            return show(store.read(tx -> sharing(tx, hangs.get())), hangs, announcer);
        }
        RequestView view = store.read(tx -> views.of(tx, tx.requests().byId(id).orElseThrow()));
        if (!concernsHumans(view.request())) {
            return Posted.nothing(new Nothing());
        }
        Optional<Card> open = store.read(tx -> openMessage(tx, view));
        if (open.isPresent()) {
            List<RequestView> together = new ArrayList<>(store.read(tx -> sharing(tx, open.get())));
            together.add(view);
            if (together.size() <= MOST_IN_A_MESSAGE && announcer.fits(together)) {
                return show(together, open, announcer);
            }
        }
        if (store.read(tx -> hasEnough(tx, view.request()))) {
            return Posted.nothing(
                    new Announcer.Later(LOOK_AGAIN, "this bot has many messages in Slack just now", false));
        }
        return show(List.of(view), Optional.empty(), announcer);
    }

    /** Remembers where the requests are shown now; one that was not shown before gets its thread begun. */
    void record(Transaction tx, Posted posted) {
        if (!(posted.delivery() instanceof Announcer.Delivered delivered)) {
            return;
        }
        for (AccessRequest request : posted.shown()) {
            boolean first = tx.cards().of(request.id()).isEmpty();
            tx.cards()
                    .put(
                            request.id(),
                            request.bot(),
                            delivered.where().channel(),
                            delivered.where().timestamp());
            if (first) {
                Threads.say(tx, request, "details", details.of(request, tx.now()));
                // Only now does the message have an address, to which it can link.
                Transitions.announce(tx, request);
            }
        }
    }

    static CardRef ref(Card card) {
        return new CardRef(card.channel(), card.timestamp());
    }

    private static Posted show(List<RequestView> together, Optional<Card> card, Announcer announcer) {
        return new Posted(
                announcer.show(together, card.map(Posting::ref)),
                together.stream().map(RequestView::request).toList());
    }

    private List<RequestView> sharing(Transaction tx, Card card) {
        return tx.cards().sharing(card).stream()
                .map(each -> views.of(tx, tx.requests().byId(each).orElseThrow()))
                .toList();
    }

    /** The message this bot's request may join: a fresh one, in its channel, in which something still waits. */
    private Optional<Card> openMessage(Transaction tx, RequestView view) {
        AccessRequest request = view.request();
        if (request.state() != RequestState.PENDING) {
            return Optional.empty();
        }
        return tx.cards()
                .newestOf(request.bot(), view.channel(), tx.now().minus(TOGETHER))
                .filter(card -> tx.cards().sharing(card).stream()
                        .anyMatch(each -> tx.requests().byId(each).orElseThrow().state() == RequestState.PENDING));
    }

    private static boolean hasEnough(Transaction tx, AccessRequest request) {
        return tx.cards().messagesOf(request.bot(), tx.now().minus(MINUTE)) >= MOST_MESSAGES;
    }

    /** Whether someone must decide, or wants to see what someone decided while Slack was away and may have to revoke it. */
    private static boolean concernsHumans(AccessRequest request) {
        return request.state() == RequestState.PENDING
                || request.decision().filter(HumanDecision::isHumans).isPresent();
    }

    /** Nothing had to be said. */
    record Nothing() implements Announcer.Delivery {}
}

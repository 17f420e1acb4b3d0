package botcreds.broker.errands;

import botcreds.broker.duty.Duty;
import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.RequestId;
import botcreds.broker.model.RequestState;
import botcreds.broker.policy.Happening;
import botcreds.broker.policy.PolicyFile;
import botcreds.broker.policy.Way;
import botcreds.broker.requests.Views;
import botcreds.broker.store.Notifications.Item;
import botcreds.broker.store.Outbox;
import botcreds.broker.store.Store;
import botcreds.broker.store.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Tells humans besides Slack, and in its place: looks up whom to tell, keeps back what Slack may still take, and lets that
 * go when Slack has been away for two minutes or has refused it for good. Thread-safe.
 */
public final class BulletinErrands {
    private static final BackOff BACK_OFF =
            BackOff.forHumans(() -> ThreadLocalRandom.current().nextDouble());
    private static final int MOST_KEPT_BACK = 512;

    private final Store store;
    private final Duty duty;
    private final PolicyFile policyFile;
    private final Views views;
    private final SlackReach slack;

    public BulletinErrands(Store store, Duty duty, PolicyFile policyFile, Views views, SlackReach slack) {
        this.store = store;
        this.duty = duty;
        this.policyFile = policyFile;
        this.views = views;
        this.slack = slack;
    }

    List<Errand> due(BotCall webhooks, Courier courier) {
        each(store.read(tx -> tx.notifications().fresh(Carrier.BATCH)), this::address);
        each(
                store.read(tx -> tx.notifications().keptBack(MOST_KEPT_BACK)).stream()
                        .filter(item -> store.read(tx -> isSettled(tx, item)))
                        .toList(),
                this::settle);
        List<Item> due = store.read(tx -> tx.notifications().due(tx.now(), Carrier.BATCH));
        List<Errand> errands = new ArrayList<>();
        for (Item item : due) {
            if (store.read(tx -> isWanted(tx, item))) {
                errands.add(new Telling(item, webhooks, courier));
            } else {
                each(List.of(item), (tx, stale) -> tx.notifications().done(stale));
            }
        }
        return errands;
    }

    private interface Change {
        void make(Transaction tx, Item item);
    }

    private void each(List<Item> items, Change change) {
        if (!items.isEmpty()) {
            duty.epoch().ifPresent(epoch -> duty.book(epoch, tx -> items.forEach(item -> change.make(tx, item))));
        }
    }

    private void address(Transaction tx, Item item) {
        tx.notifications().done(item);
        Happening happening = Happenings.of(item);
        AccessRequest request = request(tx, item);
        List<Way> ways = policyFile.current().ways(request.bot(), request.scope(), happening);
        if (!ways.isEmpty() && isWanted(tx, item)) {
            Bulletin bulletin = Bulletins.of(item.eventId(), happening, views.of(tx, request));
            Happenings.add(tx, ways, item.eventId(), happening, item.subject(), bulletin);
        }
    }

    /** Who is asked for a decision that has been made in the meantime would look in vain. */
    private static boolean isWanted(Transaction tx, Item item) {
        return Happenings.of(item) != Happening.WAITING || request(tx, item).state() == RequestState.PENDING;
    }

    private boolean isSettled(Transaction tx, Item item) {
        Outbox.Fate fate = fate(tx, item);
        return fate.gone()
                || fate.refused().isPresent()
                || !isWanted(tx, item)
                || slack.awayForLong(tx.now()).isPresent();
    }

    private void settle(Transaction tx, Item item) {
        Outbox.Fate fate = fate(tx, item);
        Optional<Instant> since = slack.awayForLong(tx.now());
        String shortId =
                Happenings.of(item) == Happening.WAITING ? request(tx, item).shortId() : "";
        if (fate.gone() || !isWanted(tx, item)) {
            tx.notifications().done(item);
        } else if (fate.refused().isPresent()) {
            release(
                    tx,
                    item,
                    Bulletins.refusedFor(
                            Bulletins.read(item.body()), shortId, fate.refused().get()));
        } else if (since.isPresent()) {
            release(tx, item, Bulletins.awayFor(Bulletins.read(item.body()), shortId, since.get()));
        }
    }

    private static void release(Transaction tx, Item item, Bulletin bulletin) {
        tx.notifications().release(item, Bulletins.write(bulletin));
    }

    /** A card that hangs was taken, whatever is still to be changed about it. */
    private static Outbox.Fate fate(Transaction tx, Item item) {
        if (Happenings.of(item) == Happening.NOTICE) {
            return tx.outbox().fate(Dispatcher.NOTICE, item.subject());
        }
        return tx.cards().of(new RequestId(item.subject())).isPresent()
                ? new Outbox.Fate(true, Optional.empty())
                : tx.outbox().fate(Dispatcher.CARD, item.subject());
    }

    private static AccessRequest request(Transaction tx, Item item) {
        return tx.requests().byId(new RequestId(item.subject())).orElseThrow();
    }

    private record Telling(Item item, BotCall webhooks, Courier courier) implements Errand {
        @Override
        public long key() {
            return item.id();
        }

        @Override
        public String name() {
            return "Telling " + item.address() + " of " + item.eventId();
        }

        @Override
        public String lane() {
            return isMail() ? "the mail server" : CallbackErrands.host(item.address());
        }

        @Override
        public BotCall.Outcome attempt() {
            Bulletin bulletin = Bulletins.read(item.body());
            return isMail()
                    ? courier.mail(item.address(), bulletin)
                    : webhooks.call(item.eventId(), item.address(), Bulletins.webhook(bulletin, item.createdAt()));
        }

        private boolean isMail() {
            return item.way().equals(Way.Kind.MAIL.name());
        }

        @Override
        public Optional<Instant> next(Instant now, Optional<Duration> asked) {
            return BACK_OFF.next(item.createdAt(), now, item.attempts(), asked);
        }

        @Override
        public void done(Transaction tx) {
            tx.notifications().done(item);
        }

        @Override
        public void retry(Transaction tx, Instant at, String why) {
            tx.notifications().retry(item, at, why);
        }

        @Override
        public void defer(Transaction tx, Instant at) {
            tx.notifications().defer(item, at);
        }

        @Override
        public void giveUp(Transaction tx, String why) {
            tx.notifications().fail(item, why);
        }

        @Override
        public void unwanted(Transaction tx, String why) {
            tx.notifications().fail(item, why);
        }
    }
}

package botcreds.broker.store;

import static org.assertj.core.api.Assertions.assertThat;

import botcreds.broker.model.AccessRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What waits to be told to bots and, besides Slack, to humans. */
@ParameterizedClass
@EnumSource(Engine.class)
class NotificationsTest {
    @Parameter
    Engine engine;

    private final StoreClock clock = new StoreClock();
    private Store store;

    @BeforeEach
    void open() {
        store = Engine.open(engine.freshUrl(), clock);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void whatHappenedIsLookedAtFirstAndThenToldEachWayByItself() {
        write(tx -> tx.notifications().happened("e1", "waiting", "r1"));
        Notifications.Item fresh = fresh().get(0);
        assertThat(fresh.way()).isEmpty();
        assertThat(due()).isEmpty();

        write(tx -> {
            tx.notifications().done(fresh);
            tx.notifications().add("e1", "waiting", "r1", "MAIL", "a@example.com", false, "{}");
            tx.notifications().add("e1", "waiting", "r1", "WEBHOOK", "https://b.example", false, "{}");
        });
        assertThat(fresh()).isEmpty();
        assertThat(due()).extracting(Notifications.Item::address).containsExactly("a@example.com", "https://b.example");

        Notifications.Item mail = due().get(0);
        write(tx -> tx.notifications().retry(mail, tx.now().plusSeconds(5), "the server hung up"));
        assertThat(due()).extracting(Notifications.Item::way).containsExactly("WEBHOOK");
        clock.advance(Duration.ofSeconds(5));
        assertThat(due())
                .filteredOn(item -> item.id() == mail.id())
                .singleElement()
                .satisfies(item -> assertThat(item.attempts()).isEqualTo(1));
    }

    @Test
    void whatIsKeptBackForSlackIsToldOnceItIsLetGo() {
        write(tx -> tx.notifications().add("e1", "notice", "n1", "MAIL", "a@example.com", true, "before"));
        assertThat(due()).isEmpty();
        Notifications.Item kept = keptBack().get(0);

        write(tx -> tx.notifications().release(kept, "after"));

        assertThat(keptBack()).isEmpty();
        assertThat(due()).extracting(Notifications.Item::body).containsExactly("after");
        write(tx -> tx.notifications().release(kept, "twice"));
        assertThat(due()).extracting(Notifications.Item::body).containsExactly("after");
    }

    @Test
    void whatFailedStaysForThirtyDays() {
        write(tx -> tx.notifications().add("e1", "notice", "n1", "MAIL", "a@example.com", false, ""));
        write(tx -> tx.notifications().fail(due().get(0), "no such address"));
        assertThat(due()).isEmpty();
        assertThat(store.<Integer>writeNow(tx -> tx.notifications().purge(tx.now())))
                .isZero();
        clock.advance(Duration.ofDays(30));
        assertThat(store.<Integer>writeNow(tx -> tx.notifications().purge(tx.now())))
                .isOne();
    }

    @Test
    void theOutboxTellsWhatSlackHasTakenAndWhatItRefused() {
        assertThat(fate()).isEqualTo(new Outbox.Fate(true, Optional.empty()));
        write(tx -> tx.outbox().add("card", "r1", ""));
        assertThat(fate()).isEqualTo(new Outbox.Fate(false, Optional.empty()));
        Outbox.Item card = store.read(tx -> tx.outbox().due(tx.now(), 9)).get(0);
        write(tx -> tx.outbox().fail(card, "no such channel"));
        assertThat(fate()).isEqualTo(new Outbox.Fate(false, Optional.of("no such channel")));
        write(tx -> tx.outbox().done(card));
        assertThat(fate().gone()).isTrue();
    }

    @Test
    @Tag("T-81")
    void aCallToABotWaitsByItselfAndABotThatWantsNoneIsForgotten() {
        AccessRequest request = Rows.pending();
        write(tx -> {
            tx.requests().insert(request, Rows.FINGERPRINT);
            tx.outbox().add(Outbox.CALLBACK, "r1.approved", "{1}");
            tx.outbox().add(Outbox.CALLBACK, "r1.revoked", "{2}");
            tx.outbox().add("card", "r1", "");
        });
        List<Outbox.Item> calls = callbacks();
        assertThat(calls).extracting(Outbox.Item::body).containsExactly("{1}", "{2}");
        assertThat(store.<List<Outbox.Item>>read(tx -> tx.outbox().due(tx.now(), 9)))
                .extracting(Outbox.Item::kind)
                .containsExactly("card");

        write(tx -> {
            tx.outbox().defer(calls.get(0), tx.now().plusSeconds(2));
            tx.outbox().retry(calls.get(1), tx.now().plusSeconds(5), "it answered 500");
        });
        assertThat(callbacks()).isEmpty();
        clock.advance(Duration.ofSeconds(5));
        assertThat(callbacks()).extracting(Outbox.Item::attempts).containsExactly(0, 1);

        write(tx -> {
            tx.requests().forgetCallback(request.id());
            tx.outbox().fail(calls.get(0), "it answered 410");
            tx.outbox().done(calls.get(1));
        });
        assertThat(callbacks()).isEmpty();
        assertThat(store.read(tx -> tx.requests().byId(request.id()))
                        .orElseThrow()
                        .callbackUrl())
                .isEmpty();
        assertThat(store.<Integer>read(tx -> tx.outbox().depth())).isOne();
    }

    private interface Change {
        void make(Transaction tx);
    }

    private void write(Change change) {
        store.writeNow(tx -> {
            change.make(tx);
            return true;
        });
    }

    private List<Notifications.Item> fresh() {
        return store.read(tx -> tx.notifications().fresh(9));
    }

    private List<Notifications.Item> keptBack() {
        return store.read(tx -> tx.notifications().keptBack(9));
    }

    private List<Notifications.Item> due() {
        return store.read(tx -> tx.notifications().due(tx.now(), 9));
    }

    private List<Outbox.Item> callbacks() {
        return store.read(tx -> tx.outbox().dueCallbacks(tx.now(), 9));
    }

    private Outbox.Fate fate() {
        return store.read(tx -> tx.outbox().fate("card", "r1"));
    }
}

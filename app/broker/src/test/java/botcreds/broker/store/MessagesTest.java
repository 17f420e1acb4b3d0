package botcreds.broker.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.BotId;
import botcreds.broker.model.Permissions;
import botcreds.broker.model.RequestId;
import botcreds.broker.model.RequestState;
import botcreds.broker.model.Scope;
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

/** What stands behind the messages: which requests share one, what a request was narrowed to, and what is to be reminded of. */
@ParameterizedClass
@EnumSource(Engine.class)
class MessagesTest {
    @Parameter
    Engine engine;

    private final StoreClock clock = new StoreClock();
    private final AccessRequest pending = Rows.pending();
    private Store store;

    @BeforeEach
    void open() {
        store = Engine.open(engine.freshUrl(), clock);
        insert(pending);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    @Tag("T-25")
    void aPendingRequestBecomesLessAndKeepsThePinnedIds() {
        AccessRequest narrowed = narrowed(pending);

        assertThat(narrow(pending, narrowed)).isTrue();

        assertThat(find(pending)).isEqualTo(narrowed);
        assertThat(narrowed.revision()).isEqualTo(pending.revision() + 1);
        Optional<AccessRequest> again = store.read(tx -> tx.requests().open(pending.bot(), "fingerprint"));
        assertThat(again).contains(narrowed);
    }

    @Test
    @Tag("T-20")
    void ofTwoWhoNarrowTheSameRevisionOneWins() {
        assertThat(narrow(pending, narrowed(pending))).isTrue();
        assertThat(narrow(pending, narrowed(pending))).isFalse();
    }

    @Test
    @Tag("T-19")
    void whatIsOverOrDecidedIsNotNarrowed() {
        AccessRequest approved = Rows.in(pending, RequestState.APPROVED);
        clock.advance(Duration.ofHours(24));
        assertThat(narrow(pending, narrowed(pending))).isFalse();
        clock.advance(Duration.ofHours(-1));
        assertThat(store.<Boolean>writeNow(tx -> tx.requests().change(pending, approved)))
                .isTrue();
        assertThat(narrow(approved, narrowed(approved))).isFalse();
    }

    @Test
    @Tag("T-16")
    void nothingElseOfARequestChangesThatWay() {
        AccessRequest narrowed = narrowed(pending);
        assertThatThrownBy(() -> narrow(pending, Rows.in(narrowed, RequestState.APPROVED)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> narrow(narrowed, pending)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theYesesOfTheNewestRevisionAreThoseThatCount() {
        store.writeNow(tx -> tx.votes().add(pending.id(), 1, Rows.human("U1", "alice"), "api"));
        store.writeNow(tx -> tx.votes().add(pending.id(), 2, Rows.human("U2", "bob"), "api"));
        List<Vote> votes = store.read(tx -> tx.votes().ofNewest(pending.id()));
        assertThat(votes).extracting(vote -> vote.human().id()).containsExactly("U2");
    }

    @Test
    void requestsOfABotShareAMessageAndAreFoundByItAndByItsAge() {
        AccessRequest other = Rows.pending();
        insert(other);
        put(pending, "1.0");
        clock.advance(Duration.ofSeconds(20));
        put(other, "1.0");

        List<RequestId> sharing = store.read(tx -> tx.cards().sharing(new Card("C1", "1.0")));
        assertThat(sharing).containsExactlyInAnyOrder(pending.id(), other.id());
        assertThat(newest(Duration.ofSeconds(21))).isTrue();
        // A message is as old as when it was posted, however many came into it later.
        assertThat(newest(Duration.ofSeconds(20))).isFalse();
        assertThat(newest(Duration.ofSeconds(5))).isFalse();
    }

    @Test
    void messagesAreCountedAndNotRequests() {
        AccessRequest second = Rows.pending();
        AccessRequest third = Rows.pending();
        insert(second);
        insert(third);
        put(pending, "1.0");
        put(second, "1.0");
        put(third, "2.0");

        assertThat(store.<Integer>read(
                        tx -> tx.cards().messagesOf(pending.bot(), tx.now().minusSeconds(60))))
                .isEqualTo(2);
        assertThat(store.<Integer>read(tx ->
                        tx.cards().messagesOf(new BotId("another"), tx.now().minusSeconds(60))))
                .isZero();
    }

    @Test
    void aReminderIsDueOnceAndMayBePutOff() {
        store.writeNow(tx -> {
            tx.nudges().add(pending.id(), tx.now().plusSeconds(10));
            return true;
        });
        assertThat(due()).isFalse();
        clock.advance(Duration.ofSeconds(10));
        assertThat(due()).isTrue();

        store.writeNow(tx -> {
            tx.nudges().postpone(pending.id(), tx.now().plusSeconds(60));
            return true;
        });
        assertThat(due()).isFalse();
        clock.advance(Duration.ofSeconds(60));
        assertThat(due()).isTrue();
        assertThat(store.<Boolean>writeNow(tx -> tx.nudges().done(pending.id())))
                .isTrue();
        assertThat(store.<Boolean>writeNow(tx -> tx.nudges().done(pending.id())))
                .isFalse();
        assertThat(due()).isFalse();
    }

    private static AccessRequest narrowed(AccessRequest request) {
        Scope less = Scope.of(
                List.of(request.scope().repositories().get(0)),
                Permissions.ofWords(
                        List.of(request.scope().permissions().words().get(0))));
        return request.narrowed(less, Duration.ofMinutes(5));
    }

    private boolean narrow(AccessRequest before, AccessRequest after) {
        return store.<Boolean>writeNow(tx -> tx.requests().narrow(before, after));
    }

    private AccessRequest find(AccessRequest request) {
        return store.read(tx -> tx.requests().byId(request.id()).orElseThrow());
    }

    private void insert(AccessRequest request) {
        store.writeNow(tx -> {
            tx.requests().insert(request, "fingerprint");
            return true;
        });
    }

    private void put(AccessRequest request, String timestamp) {
        store.writeNow(tx -> {
            tx.cards().put(request.id(), request.bot(), "C1", timestamp);
            return true;
        });
    }

    private boolean newest(Duration ago) {
        return store.<Boolean>read(tx ->
                tx.cards().newestOf(pending.bot(), "C1", tx.now().minus(ago)).isPresent());
    }

    private boolean due() {
        return store.<Boolean>read(tx -> tx.nudges().due(tx.now(), 10).contains(pending.id()));
    }
}

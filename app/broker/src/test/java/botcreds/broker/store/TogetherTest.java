package botcreds.broker.store;

import static org.assertj.core.api.Assertions.assertThat;

import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.AuditEvent;
import botcreds.broker.model.BotId;
import botcreds.broker.model.RequestState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Units that land in one batch: what one has done and is not written yet, the next must see as if it were. */
@ParameterizedClass
@EnumSource(Engine.class)
class TogetherTest {
    private static final Duration LEASE = Duration.ofSeconds(60);

    @Parameter
    Engine engine;

    private final AccessRequest pending = Rows.pending();
    private final AccessRequest approved = Rows.in(pending, RequestState.APPROVED);
    private final AccessRequest issued = Rows.in(approved, RequestState.ISSUED);
    private final StoreClock clock = new StoreClock();
    private CountDownLatch held;
    private Store store;
    private CompletableFuture<Boolean> gate;

    @BeforeEach
    void open() {
        store = Engine.open(engine.freshUrl(), clock);
        holdTheWriter();
    }

    private void holdTheWriter() {
        CountDownLatch latch = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        held = latch;
        gate = store.write(tx -> {
            begun.countDown();
            return awaited(latch);
        });
        // Whatever is written before the gate's batch is closed would be of that batch.
        assertThat(awaited(begun)).isTrue();
    }

    private void letGo() {
        held.countDown();
        assertThat(gate.orTimeout(20, TimeUnit.SECONDS).join()).isTrue();
    }

    @AfterEach
    void close() {
        held.countDown();
        store.close();
    }

    @Test
    void anAskIsTheTwinOfTheOneBeforeIt() {
        CompletableFuture<Boolean> first = store.write(tx -> add(tx, pending));
        CompletableFuture<Optional<AccessRequest>> twin =
                store.write(tx -> tx.requests().open(Rows.BOT, Rows.FINGERPRINT));

        assertThat(after(first)).isTrue();
        assertThat(after(twin)).contains(pending);
    }

    @Test
    void aShortIdIsTakenByTheAskBefore() {
        CompletableFuture<Boolean> first = store.write(tx -> add(tx, pending));
        CompletableFuture<Boolean> taken = store.write(tx -> tx.requests().shortIdTaken(pending.shortId()));
        CompletableFuture<Boolean> another = store.write(tx -> tx.requests().shortIdTaken("ZZZZ"));

        assertThat(after(first)).isTrue();
        assertThat(after(taken)).isTrue();
        assertThat(after(another)).isFalse();
    }

    @Test
    void whatWasIssuedIsNoTwinOfTheNextAsk() {
        letGo();
        store.writeNow(tx -> add(tx, approved));
        holdTheWriter();
        CompletableFuture<Boolean> issue = store.write(tx -> tx.requests().change(approved, issued));
        CompletableFuture<Optional<AccessRequest>> twin =
                store.write(tx -> tx.requests().open(Rows.BOT, Rows.FINGERPRINT));

        assertThat(after(issue)).isTrue();
        assertThat(after(twin)).isEmpty();
    }

    @Test
    void whatWasIssuedIsReadAsIssued() {
        CompletableFuture<Boolean> first = store.write(tx -> add(tx, approved));
        CompletableFuture<AccessRequest> read = store.write(tx -> {
            tx.requests().change(approved, issued);
            return tx.requests().byId(approved.id()).orElseThrow();
        });

        assertThat(after(first)).isTrue();
        assertThat(after(read)).isEqualTo(issued);
    }

    @Test
    void ofTwoThatIssueTheSameRequestOneDoesAndTheOthersOfTheBatchStand() {
        AccessRequest other = Rows.pending();
        CompletableFuture<Boolean> first = store.write(tx -> add(tx, approved));
        CompletableFuture<Boolean> one = store.write(tx -> issue(tx, "one"));
        CompletableFuture<Boolean> two = store.write(tx -> issue(tx, "two"));
        CompletableFuture<Boolean> beside = store.write(tx -> add(tx, other));

        assertThat(after(first)).isTrue();
        assertThat(after(one)).isTrue();
        assertThat(after(two)).isFalse();
        assertThat(after(beside)).isTrue();
        assertThat(store.<Optional<AccessRequest>>read(tx -> tx.requests().byId(other.id())))
                .contains(other);
        assertThat(log()).extracting(row -> row.event().detail().get("reason")).containsExactly("one");
    }

    @Test
    void aDenyThatCameBeforeKeepsTheTokenFromBeingIssued() {
        CompletableFuture<Boolean> first = store.write(tx -> add(tx, approved));
        CompletableFuture<Boolean> deny =
                store.write(tx -> tx.requests().change(approved, Rows.in(approved, RequestState.DENIED)));
        CompletableFuture<Boolean> issue = store.write(tx -> issue(tx, "too late"));

        assertThat(after(first)).isTrue();
        assertThat(after(deny)).isTrue();
        assertThat(after(issue)).isFalse();
        assertThat(log()).isEmpty();
    }

    @Test
    void ofTwoThatFinishOneAttemptOneDoes() {
        CompletableFuture<Attempt> begun = store.write(tx -> tx.mints().beginFirst(pending.id(), LEASE));
        CompletableFuture<Boolean> one = store.write(tx -> finish(tx, Outcome.FAILED));
        CompletableFuture<Boolean> two = store.write(tx -> finish(tx, Outcome.MINTED));
        CompletableFuture<Optional<Outcome>> outcome =
                store.write(tx -> tx.mints().standing(pending.id(), 0).flatMap(Standing::last));

        assertThat(after(begun).epoch()).isEqualTo(1);
        assertThat(after(one)).isTrue();
        assertThat(after(two)).isFalse();
        assertThat(after(outcome)).contains(Outcome.FAILED);
    }

    @Test
    void whatWasForeseenIsFoundWhereTheUnitBeforePutIt() {
        CompletableFuture<Boolean> first = store.write(tx -> add(tx, pending));
        CompletableFuture<Boolean> lock = store.write(tx -> tx.locks().lock(Rows.BOT, "U1", "lost laptop"));
        CompletableFuture<String> found = store.write(foreseeing(pending));

        assertThat(after(first)).isTrue();
        assertThat(after(lock)).isTrue();
        assertThat(after(found)).isEqualTo("locked, taken, open");
    }

    @Test
    void whatWasForeseenIsFoundWhereItWasBefore() {
        letGo();
        store.writeNow(tx -> add(tx, pending));
        store.writeNow(tx -> tx.locks().lock(Rows.BOT, "U1", "lost laptop"));
        holdTheWriter();
        CompletableFuture<String> found = store.write(foreseeing(pending));
        CompletableFuture<String> nothing = store.write(foreseeing(Rows.pending(new BotId("another"), Rows.START)));
        CompletableFuture<Boolean> unlock = store.write(tx -> tx.locks().unlock(Rows.BOT));
        CompletableFuture<String> unlocked = store.write(foreseeing(pending));

        assertThat(after(found)).isEqualTo("locked, taken, open");
        assertThat(after(nothing)).isEqualTo("unlocked, free, new");
        assertThat(after(unlock)).isTrue();
        assertThat(after(unlocked)).isEqualTo("unlocked, taken, open");
    }

    @Test
    void whatWasForeseenIsNotThereOnceItIsIssuedAndOver() {
        letGo();
        store.writeNow(tx -> add(tx, approved));
        store.writeNow(tx -> tx.requests().change(approved, issued));
        holdTheWriter();
        CompletableFuture<String> whileItLives = store.write(foreseeing(approved));

        assertThat(after(whileItLives)).isEqualTo("unlocked, taken, new");

        clock.advance(Duration.ofHours(2));
        holdTheWriter();
        assertThat(after(store.write(foreseeing(approved)))).isEqualTo("unlocked, free, new");
    }

    private static Work<String> foreseeing(AccessRequest ask) {
        Foreseen foreseen = new Foreseen(ask.bot(), Rows.FINGERPRINT, ask.shortId());
        return Work.foreseeing(
                foreseen,
                tx -> (tx.locks().isLocked(ask.bot()) ? "locked" : "unlocked")
                        + (tx.requests().shortIdTaken(ask.shortId()) ? ", taken" : ", free")
                        + (tx.requests().open(ask.bot(), Rows.FINGERPRINT).isPresent() ? ", open" : ", new"));
    }

    private List<AuditEvent.Recorded> log() {
        return store.read(tx -> tx.audit().latest(AuditFilter.newest(10)));
    }

    private boolean issue(Transaction tx, String word) {
        boolean did = tx.requests().change(approved, issued);
        if (did) {
            tx.audit().append(Rows.event(issued, word));
        }
        return did;
    }

    private boolean finish(Transaction tx, Outcome outcome) {
        Attempt attempt = new Attempt(pending.id(), 0, 1, Rows.START, Rows.START.plus(LEASE));
        return tx.mints().finish(attempt, outcome, Optional.empty());
    }

    private static boolean add(Transaction tx, AccessRequest request) {
        tx.requests().insert(request, Rows.FINGERPRINT);
        return true;
    }

    /** What a unit answered, once the writer was let go. */
    private <T> T after(CompletableFuture<T> unit) {
        letGo();
        return unit.orTimeout(20, TimeUnit.SECONDS).join();
    }

    private static boolean awaited(CountDownLatch latch) {
        try {
            return latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }
}

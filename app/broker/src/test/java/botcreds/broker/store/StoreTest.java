package botcreds.broker.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.AuditEvent;
import botcreds.broker.model.Credential;
import botcreds.broker.model.RequestState;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Engine.class)
class StoreTest {
    @Parameter
    Engine engine;

    private final StoreClock clock = new StoreClock();
    private String url;
    private Store store;

    @BeforeEach
    void open() {
        url = engine.freshUrl();
        store = Engine.open(url, clock);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void aRequestComesBackAsItWasWritten() {
        AccessRequest request = Rows.in(Rows.pending(), RequestState.APPROVED);
        store.writeNow(tx -> {
            tx.requests().insert(request, Rows.FINGERPRINT);
            return true;
        });
        assertThat(store.<AccessRequest>read(
                        tx -> tx.requests().byId(request.id()).orElseThrow()))
                .isEqualTo(request);
    }

    @Test
    void aUnitThatThrowsIsUndoneAloneAndLeavesNoAuditRow() throws Exception {
        // Given: the writer is held, so that the three units land in one batch
        CountDownLatch held = new CountDownLatch(1);
        CompletableFuture<Boolean> gate = store.write(tx -> awaited(held));
        AccessRequest first = Rows.pending();
        AccessRequest second = Rows.pending();
        AccessRequest third = Rows.pending();
        CompletableFuture<Boolean> one = store.write(tx -> add(tx, first));
        CompletableFuture<Boolean> two = store.write(tx -> {
            add(tx, second);
            throw new IllegalStateException("on purpose");
        });
        CompletableFuture<Boolean> three = store.write(tx -> add(tx, third));
        // When
        held.countDown();
        // Then
        assertThat(gate.get(20, TimeUnit.SECONDS)).isTrue();
        assertThat(one.get(20, TimeUnit.SECONDS)).isTrue();
        assertThat(three.get(20, TimeUnit.SECONDS)).isTrue();
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> two.get(20, TimeUnit.SECONDS))
                .withMessageContaining("on purpose");
        assertThat(store.<Boolean>read(tx -> tx.requests().byId(second.id()).isPresent()))
                .isFalse();
        List<AuditEvent.Recorded> log = store.read(tx -> tx.audit().latest(AuditFilter.newest(10)));
        assertThat(log).extracting(row -> row.event().request().orElseThrow()).containsExactly(third.id(), first.id());
        assertThat(store.verifyAudit()).isEqualTo(2);
    }

    @Test
    void aStatementThatTheDatabaseRefusesFailsOnlyItsOwnUnitAndTellsNoValue() throws Exception {
        AccessRequest request = Rows.pending();
        store.writeNow(tx -> add(tx, request));
        CountDownLatch held = new CountDownLatch(1);
        CompletableFuture<Boolean> gate = store.write(tx -> awaited(held));
        CompletableFuture<Boolean> again = store.write(tx -> add(tx, request));
        CompletableFuture<Boolean> other = store.write(tx -> add(tx, Rows.pending()));
        held.countDown();
        assertThat(gate.get(20, TimeUnit.SECONDS)).isTrue();
        assertThat(other.get(20, TimeUnit.SECONDS)).isTrue();
        assertThatThrownBy(() -> again.get(20, TimeUnit.SECONDS)).cause().satisfies(fault -> {
            assertThat(fault).isInstanceOf(StoreFault.class);
            assertThat(((StoreFault) fault).isDuplicate()).isTrue();
            assertThat(fault.getMessage()).doesNotContain(request.id().value());
        });
        assertThat(store.isHealthy()).isTrue();
    }

    @Test
    void aCredentialThatIsThereAlreadyFailsOnlyTheUnitThatAddedItAgain() throws Exception {
        AccessRequest request = Rows.pending();
        Credential credential = Rows.credential(request, Rows.token());
        CountDownLatch held = new CountDownLatch(1);
        CompletableFuture<Boolean> gate = store.write(tx -> awaited(held));
        CompletableFuture<Boolean> first = store.write(tx -> add(tx, request) && add(tx, request, credential));
        CompletableFuture<Boolean> again = store.write(tx -> add(tx, request, credential));
        CompletableFuture<Boolean> other = store.write(tx -> add(tx, Rows.pending()));
        held.countDown();
        assertThat(gate.get(20, TimeUnit.SECONDS)).isTrue();
        assertThat(first.get(20, TimeUnit.SECONDS)).isTrue();
        assertThat(other.get(20, TimeUnit.SECONDS)).isTrue();
        assertThatThrownBy(() -> again.get(20, TimeUnit.SECONDS))
                .cause()
                .satisfies(
                        fault -> assertThat(((StoreFault) fault).isDuplicate()).isTrue());
        assertThat(store.<Integer>read(
                        tx -> tx.credentials().aliveOf(request.bot()).size()))
                .isEqualTo(1);
    }

    @Test
    void whatAUnitAddedIsSeenByItselfAndByTheNextOfItsBatch() throws Exception {
        AccessRequest request = Rows.pending();
        Credential credential = Rows.credential(request, Rows.token());
        CountDownLatch held = new CountDownLatch(1);
        CompletableFuture<Boolean> gate = store.write(tx -> awaited(held));
        CompletableFuture<Boolean> itself = store.write(tx -> add(tx, request)
                && add(tx, request, credential)
                && tx.credentials().byId(credential.id()).isPresent());
        CompletableFuture<Integer> next =
                store.write(tx -> tx.credentials().aliveIn(Rows.REPO_B).size());
        held.countDown();
        assertThat(gate.get(20, TimeUnit.SECONDS)).isTrue();
        assertThat(itself.get(20, TimeUnit.SECONDS)).isTrue();
        assertThat(next.get(20, TimeUnit.SECONDS)).isEqualTo(1);
    }

    @Test
    void aLockThatWasUndoneLocksNobodyOutOfTheSameBatch() throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        CompletableFuture<Boolean> gate = store.write(tx -> awaited(held));
        CompletableFuture<Boolean> undone = store.write(tx -> {
            tx.locks().lock(Rows.BOT, "alice", "on purpose");
            throw new IllegalStateException("locked: " + tx.locks().isLocked(Rows.BOT));
        });
        CompletableFuture<Boolean> next = store.write(tx -> tx.locks().isLocked(Rows.BOT));
        held.countDown();
        assertThat(gate.get(20, TimeUnit.SECONDS)).isTrue();
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> undone.get(20, TimeUnit.SECONDS))
                .withMessageContaining("locked: true");
        assertThat(next.get(20, TimeUnit.SECONDS)).isFalse();
    }

    @Test
    @Tag("T-88")
    void manyCallersLeaveOneChainWithoutGapOrFork() {
        List<CompletableFuture<Boolean>> writes = IntStream.range(0, 500)
                .mapToObj(each -> store.write(tx -> add(tx, Rows.pending())))
                .toList();
        writes.forEach(CompletableFuture::join);
        assertThat(store.verifyAudit()).isEqualTo(500);
    }

    @Test
    @Tag("T-87")
    void aChangedRowOfTheAuditLogIsFound() {
        fill(5);
        Engine.run(url, "UPDATE audit_log SET json = REPLACE(json, 'because 3', 'because 9') WHERE seq = 3");
        assertBrokenAt(3);
    }

    @Test
    @Tag("T-87")
    void aChangedColumnOfTheAuditLogIsFound() {
        fill(5);
        Engine.run(url, "UPDATE audit_log SET bot = 'other-bot' WHERE seq = 2");
        assertBrokenAt(2);
    }

    @Test
    @Tag("T-87")
    void aDeletedRowOfTheAuditLogIsFound() {
        fill(5);
        Engine.run(url, "DELETE FROM audit_log WHERE seq = 4");
        assertBrokenAt(4);
    }

    @Test
    @Tag("T-87")
    void aCutTailOfTheAuditLogIsFound() {
        fill(5);
        Engine.run(url, "DELETE FROM audit_log WHERE seq = 5");
        assertBrokenAt(5);
    }

    @Test
    void aReadCannotChangeRows() {
        assertThatThrownBy(() -> store.read(tx -> add(tx, Rows.pending()))).hasMessageContaining("use write");
        assertThatThrownBy(() -> store.read(tx -> {
                    tx.audit().append(Rows.event(Rows.pending(), "no"));
                    return true;
                }))
                .hasMessageContaining("use write");
    }

    @Test
    void timeIsTheClocksToTheMicrosecond() {
        assertThat(store.<java.time.Instant>writeNow(Transaction::now)).isEqualTo(Rows.START);
        clock.advance(Duration.ofSeconds(1));
        assertThat(store.<java.time.Instant>read(Transaction::now)).isEqualTo(Rows.START.plusSeconds(1));
    }

    @Test
    void aClosedStoreRefusesAtOnceAndWhatWasWaitingIsWritten() {
        List<CompletableFuture<Boolean>> writes = IntStream.range(0, 100)
                .mapToObj(each -> store.write(tx -> add(tx, Rows.pending())))
                .toList();
        store.close();
        assertThat(writes).allMatch(write -> write.isDone() && !write.isCompletedExceptionally());
        assertThatExceptionOfType(StoreUnavailable.class)
                .isThrownBy(() -> store.writeNow(Transaction::now))
                .withMessageContaining("stopping");
        assertThat(store.isHealthy()).isFalse();
    }

    @Test
    @Tag("T-99")
    void aSchemaFromANewerVersionThatTookSomethingAwayIsRefused() {
        aNewerVersionMigrates();
        Engine.run(url, "UPDATE schema_floor SET version = 999");
        assertThatExceptionOfType(StoreUnavailable.class)
                .isThrownBy(() -> Engine.open(url, clock))
                .withMessageContaining("newer");
    }

    @Test
    @Tag("T-99")
    void aSchemaThatDoesNotSayWhoMayUseItIsRefusedWhenItIsNewer() {
        aNewerVersionMigrates();
        Engine.run(url, "DROP TABLE schema_floor");
        assertThatExceptionOfType(StoreUnavailable.class)
                .isThrownBy(() -> Engine.open(url, clock))
                .withMessageContaining("newer");
    }

    @Test
    @Tag("T-99")
    void aSchemaFromANewerVersionThatOnlyAddedIsUsedBesideIt() {
        aNewerVersionMigrates();
        Engine.run(url, "ALTER TABLE access_request ADD COLUMN of_a_newer_version VARCHAR DEFAULT 'x'");
        try (Store older = Engine.open(url, clock)) {
            AccessRequest request = Rows.pending();
            older.writeNow(tx -> add(tx, request));
            assertThat(store.<Boolean>read(
                            tx -> tx.requests().byId(request.id()).isPresent()))
                    .isTrue();
            assertThat(older.verifyAudit()).isEqualTo(1);
        }
    }

    @Test
    @Tag("T-99")
    void anEventOfANewerVersionCanBeReadAndFollowed() {
        fill(1);
        // Given: what a newer version would write, in the place of the row that is there
        Engine.run(
                url,
                "UPDATE audit_log SET event = 'of_a_newer_version',"
                        + " json = REPLACE(json, '\"event\":\"' || event || '\"', '\"event\":\"of_a_newer_version\"')");
        // Then
        List<AuditEvent.Recorded> log = store.read(tx -> tx.audit().latest(AuditFilter.newest(10)));
        assertThat(log).hasSize(1).allMatch(row -> row.event().type() == AuditEvent.Type.UNKNOWN);
        assertThat(log.get(0).json()).contains("of_a_newer_version");
    }

    private void aNewerVersionMigrates() {
        Engine.run(url, """
                INSERT INTO "flyway_schema_history"
                  ("installed_rank", "version", "description", "type", "script", "checksum", "installed_by",
                   "execution_time", "success")
                VALUES (99, '999', 'later', 'SQL', 'V999__later.sql', 1, 'someone', 1, TRUE)
                """);
    }

    private void fill(int rows) {
        for (int each = 1; each <= rows; each++) {
            String reason = "because " + each;
            store.writeNow(tx -> {
                tx.audit().append(Rows.event(Rows.pending(), reason));
                return true;
            });
        }
        assertThat(store.verifyAudit()).isEqualTo(rows);
    }

    private void assertBrokenAt(long seq) {
        assertThatExceptionOfType(AuditBroken.class)
                .isThrownBy(store::verifyAudit)
                .satisfies(broken -> assertThat(broken.seq()).isEqualTo(seq));
    }

    private static boolean add(Transaction tx, AccessRequest request, Credential credential) {
        tx.credentials().insert(credential, request, Rows.token());
        return true;
    }

    private static boolean add(Transaction tx, AccessRequest request) {
        tx.audit().append(Rows.event(request, "because"));
        tx.requests().insert(request, Rows.FINGERPRINT);
        return true;
    }

    private static boolean awaited(CountDownLatch latch) {
        try {
            return latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }
}

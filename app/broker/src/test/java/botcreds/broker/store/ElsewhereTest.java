package botcreds.broker.store;

import static org.assertj.core.api.Assertions.assertThat;

import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.AuditEvent;
import botcreds.broker.model.RequestId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two nodes on one PostgreSQL. */
class ElsewhereTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final StoreClock clock = new StoreClock();
    private final List<RequestId> heard = new CopyOnWriteArrayList<>();
    private String url;
    private Store one;
    private Store two;

    @BeforeEach
    void open() {
        url = Engine.POSTGRESQL.freshUrl();
        one = Engine.open(url, clock);
        two = Engine.open(url, clock);
        one.onElsewhere(rows -> rows.forEach(row -> row.request().ifPresent(heard::add)));
    }

    @AfterEach
    void close() {
        two.close();
        one.close();
    }

    @Test
    @Tag("T-88")
    void tenThousandRowsOfTwoNodesAreOneChainWithoutGapOrFork() {
        long before = one.verifyAudit();
        List<CompletableFuture<RequestId>> writes = new ArrayList<>();
        for (int each = 0; each < 5000; each++) {
            writes.add(write(one));
            writes.add(write(two));
            // The writer's queue is bounded, and who comes on top is refused.
            if (each % 1000 == 999) {
                writes.forEach(CompletableFuture::join);
            }
        }
        writes.forEach(CompletableFuture::join);
        assertThat(one.verifyAudit()).isEqualTo(before + 10_000);
        assertThat(two.verifyAudit()).isEqualTo(before + 10_000);
        assertThat(writes.stream().map(CompletableFuture::join)).doesNotHaveDuplicates();
    }

    @Test
    void aNodeHearsOnceAndInTheirOrderWhatTheOtherAppended() {
        heard.clear();
        List<RequestId> theirs = Stream.generate(() -> append(two)).limit(20).toList();
        append(one);
        Awaitility.await().atMost(PATIENCE).until(() -> heard.size() >= theirs.size());
        RequestId last = append(two);
        Awaitility.await().atMost(PATIENCE).until(() -> heard.contains(last));
        assertThat(heard)
                .containsExactlyElementsOf(
                        Stream.concat(theirs.stream(), Stream.of(last)).toList());
    }

    @Test
    void aListeningConnectionThatIsLostIsMadeAnewAndNothingIsMissed() {
        heard.clear();
        List<RequestId> theirs = new ArrayList<>();
        for (int times = 0; times < 3; times++) {
            Engine.run(
                    url,
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                            + " WHERE datname = current_database() AND application_name = 'botcreds-listening'");
            theirs.add(append(two));
            theirs.add(append(two));
            Awaitility.await().atMost(PATIENCE).until(() -> heard.containsAll(theirs));
        }
        assertThat(heard).containsExactlyElementsOf(theirs);
    }

    @Test
    void aNodeIsToldWithoutLooking() {
        try (Elsewhere listener = new Elsewhere(new Database(StoreConfig.of(url), clock), Duration.ofHours(1))) {
            List<RequestId> told = new CopyOnWriteArrayList<>();
            listener.tell(rows -> rows.forEach(row -> row.request().ifPresent(told::add)));
            listener.start(one.auditHead().seq());
            // It looks once, when it begins to listen; from then on it only hears.
            RequestId seen = append(two);
            Awaitility.await().atMost(PATIENCE).until(() -> told.contains(seen));
            RequestId notified = append(two);
            Awaitility.await().atMost(PATIENCE).until(() -> told.contains(notified));
        }
    }

    @Test
    @Tag("T-99")
    void aRowThatNobodyToldOfIsFoundAnyway() {
        heard.clear();
        AccessRequest request = Rows.pending();
        // A node of an older version sends no notification and leaves no name.
        Engine.run(
                url,
                "WITH end_of_chain AS (UPDATE audit_head SET seq = seq + 1 RETURNING seq)"
                        + " INSERT INTO audit_log (seq, at, event, request_id, json, hash)"
                        + " SELECT seq, now(), 'approval_granted', '"
                        + request.id().value()
                        + "', '{}', 'x' FROM end_of_chain");
        Awaitility.await().atMost(PATIENCE).until(() -> heard.contains(request.id()));
    }

    @Test
    void aRowThatCannotBeReadKeepsNoneAfterItFromBeingHeard() {
        Engine.run(
                url,
                "WITH end_of_chain AS (UPDATE audit_head SET seq = seq + 1 RETURNING seq)"
                        + " INSERT INTO audit_log (seq, at, event, bot, request_id, json, hash)"
                        + " SELECT seq, now(), 'approval_granted', 'No Bot!', 'req 9', '{}', 'x' FROM end_of_chain");
        RequestId after = append(two);

        Awaitility.await().atMost(PATIENCE).until(() -> heard.contains(after));
    }

    @Test
    @Tag("T-99")
    void nodesThatStartAtOnceOnAnEmptyDatabaseTakeTurnsAtIt() {
        String fresh = Engine.POSTGRESQL.freshUrl();
        List<CompletableFuture<Store>> starts = Stream.generate(
                        () -> CompletableFuture.supplyAsync(() -> Engine.open(fresh, clock)))
                .limit(3)
                .toList();
        List<Store> nodes = starts.stream().map(CompletableFuture::join).toList();
        nodes.forEach(ElsewhereTest::append);
        assertThat(nodes.get(0).verifyAudit()).isEqualTo(3);
        nodes.forEach(Store::close);
    }

    private static RequestId append(Store node) {
        return write(node).join();
    }

    private static CompletableFuture<RequestId> write(Store node) {
        AccessRequest request = Rows.pending();
        return node.write(tx -> {
            tx.audit()
                    .append(AuditEvent.of(
                            AuditEvent.Type.APPROVAL_GRANTED, request, java.util.Map.of("reason", "because")));
            return request.id();
        });
    }
}

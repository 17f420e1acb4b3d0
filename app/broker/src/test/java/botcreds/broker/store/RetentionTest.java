package botcreds.broker.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import botcreds.broker.model.AccessRequest;
import botcreds.broker.watch.Retention;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Engine.class)
@Tag("T-87")
class RetentionTest {
    private static final Duration KEEP = Duration.ofDays(30);
    private static final int OLD = 1200;
    private static final int YOUNG = 5;

    @Parameter
    Engine engine;

    private final StoreClock clock = new StoreClock();
    private String url;
    private Store store;
    private Retention retention;

    @BeforeEach
    void open() {
        url = engine.freshUrl();
        store = Engine.open(url, clock);
        retention = new Retention(store, KEEP);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void oldRowsGoAndTheRestIsVerifiedFromTheCut() throws Exception {
        append(OLD);
        String exported = export(OLD);
        clock.advance(KEEP.plusDays(1));
        append(YOUNG);

        AuditCut cut = retention.cut((tx, made) -> {}).orElseThrow();

        assertThat(cut.first()).isEqualTo(1);
        assertThat(cut.last().seq()).isEqualTo(OLD);
        assertThat(cut.rows()).isEqualTo(OLD);
        assertThat(cut.sha256()).isEqualTo(sha256(exported));
        assertThat(store.verifyAudit()).isEqualTo(OLD + YOUNG + 1);
        assertThat(retention.cut((tx, made) -> {})).as("one at a time").isEmpty();

        assertThat(retention.removeSome()).isEqualTo(500);
        assertThat(store.verifyAudit()).as("half removed").isEqualTo(OLD + YOUNG + 1);
        removeAll();

        assertThat(firstRow()).isEqualTo(OLD + 1);
        assertThat(store.verifyAudit()).isEqualTo(OLD + YOUNG + 1);
        assertThat(log(AuditFilter.newest(100))).hasSize(YOUNG + 1);
        assertThat(log(AuditFilter.newest(100).repo(Rows.REPO_A))).hasSize(YOUNG);
        assertThat(log(AuditFilter.newest(100).since(Rows.START))).hasSize(YOUNG + 1);
        assertThat(log(AuditFilter.newest(2).after(OLD)))
                .extracting(row -> row.seq())
                .containsExactly(OLD + 1L, OLD + 2L);
        assertThat(retention.cut((tx, made) -> {})).as("nothing old is left").isEmpty();
    }

    @Test
    void aSecondCutStandsOnTheFirst() {
        append(10);
        clock.advance(KEEP.plusDays(1));
        append(10);
        assertThat(retention.cut((tx, made) -> {})).isPresent();
        removeAll();
        clock.advance(KEEP.plusDays(1));
        append(10);

        AuditCut second = retention.cut((tx, made) -> {}).orElseThrow();

        assertThat(second.first()).isEqualTo(11);
        assertThat(second.last().seq()).as("the row of the first cut goes too").isEqualTo(21);
        removeAll();
        assertThat(firstRow()).isEqualTo(22);
        assertThat(store.verifyAudit()).isEqualTo(32);
    }

    @Test
    void whatSomethingLivingStandsOnStays() {
        append(4);
        AccessRequest living = Rows.pending();
        store.writeNow(tx -> {
            tx.requests().insert(living, Rows.FINGERPRINT);
            tx.audit().append(Rows.event(living, "still waits"));
            return true;
        });
        append(4);
        clock.advance(KEEP.plusDays(1));

        assertThat(retention.cut((tx, made) -> {}).orElseThrow().last().seq()).isEqualTo(4);
        removeAll();
        assertThat(log(AuditFilter.newest(10).request(living.id()))).hasSize(1);
        clock.advance(Duration.ofDays(2));
        assertThat(retention.cut((tx, made) -> {})).isEmpty();
    }

    @Test
    void aLogThatDoesNotFitIsNotCut() {
        append(10);
        clock.advance(KEEP.plusDays(1));
        Engine.run(url, "UPDATE audit_log SET json = REPLACE(json, 'number 3', 'number 8') WHERE seq = 4");

        assertThatExceptionOfType(AuditBroken.class).isThrownBy(() -> retention.cut((tx, made) -> {}));
        assertThat(retention.removeSome()).isZero();
        assertThat(firstRow()).isEqualTo(1);
    }

    @Test
    void whoeverRemovesMoreThanWasCutIsFound() {
        cutAway(10);
        Engine.run(url, "DELETE FROM audit_log WHERE seq = 11");
        assertBrokenAt(11);
    }

    @Test
    void whoeverRemovesTheBeginningWithoutACutIsFound() {
        append(10);
        Engine.run(url, "DELETE FROM audit_log WHERE seq <= 4");
        assertBrokenAt(1);
    }

    @Test
    void anEditOfTheCutIsFound() {
        cutAway(10);
        Engine.run(url, "DELETE FROM audit_log WHERE seq = 11");
        String hash = hashOf(11);
        Engine.run(
                url,
                "UPDATE audit_log SET json = REPLACE(REPLACE(json, '\"last_row\":\"10\"', '\"last_row\":\"11\"'), '"
                        + retentionCut().last().hash() + "', '" + hash + "') WHERE event = 'audit_cut'");
        assertBrokenAt(16);
    }

    @Test
    void aCutThatSomebodyWroteIntoTheDatabaseIsNone() {
        append(10);
        botcreds.broker.model.AuditAnchor tenth = store.auditHead();
        AuditCut forged = new AuditCut(1, tenth, 10, "0".repeat(64));
        store.writeNow(tx -> {
            tx.audit()
                    .append(forged.event(
                            "30d",
                            SealKeys.of(List.of("a key that somebody has made up.".getBytes(StandardCharsets.UTF_8)))));
            return true;
        });
        Engine.run(url, "DELETE FROM audit_log WHERE seq <= 10");

        assertBrokenAt(11);
        assertThat(retention.removeSome()).isZero();
    }

    @Test
    void anEditOfWhatIsLeftOfAHalfRemovedCutIsFound() {
        append(600);
        clock.advance(KEEP.plusDays(1));
        append(YOUNG);
        assertThat(retention.cut((tx, made) -> {})).isPresent();
        retention.removeSome();
        Engine.run(url, "UPDATE audit_log SET json = REPLACE(json, 'number 550', 'number 800') WHERE seq = 551");
        assertBrokenAt(551);
    }

    @Test
    void aPatrolThatStoodBeforeTheCutGoesOnBehindIt() {
        append(20);
        AuditPosition ten = store.verifyAudit(AuditPosition.START, 10);
        clock.advance(KEEP.plusDays(1));
        append(YOUNG);
        assertThat(retention.cut((tx, made) -> {})).isPresent();
        removeAll();

        assertThat(store.verifyAudit(ten, 100)).isEqualTo(store.verifyAudit(AuditPosition.START, 100));
        assertThat(store.auditHolds(new botcreds.broker.model.AuditAnchor(10, ten.hash())))
                .as("of a row that was cut away nothing can be said")
                .isFalse();
    }

    private void cutAway(int rows) {
        append(rows);
        clock.advance(KEEP.plusDays(1));
        append(YOUNG);
        assertThat(retention.cut((tx, made) -> {})).isPresent();
        removeAll();
        assertThat(store.verifyAudit()).isEqualTo(rows + YOUNG + 1);
    }

    private AuditCut retentionCut() {
        return store.<Optional<AuditCut>>read(tx -> tx.auditCuts().latest()).orElseThrow();
    }

    private String hashOf(long seq) {
        return log(AuditFilter.newest(100).after(seq)).get(0).prevHash();
    }

    private void append(int rows) {
        for (int row = 0; row < rows; row++) {
            String reason = "number " + row;
            // Together they make few batches.
            var unused = store.write(tx -> {
                tx.audit().append(Rows.event(Rows.pending(), reason));
                return true;
            });
        }
        store.writeNow(tx -> true);
    }

    private void removeAll() {
        int removed;
        do {
            removed = retention.removeSome();
        } while (removed > 0);
    }

    private long firstRow() {
        return store.read(tx -> tx.auditCuts().firstRow());
    }

    private List<botcreds.broker.model.AuditEvent.Recorded> log(AuditFilter filter) {
        return store.read(tx -> tx.audit().latest(filter));
    }

    private String export(int rows) {
        StringBuilder text = new StringBuilder();
        store.read(tx -> tx.audit().lines(0, rows, rows))
                .forEach(line -> text.append(line.text()).append('\n'));
        return text.toString();
    }

    private static String sha256(String text) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private void assertBrokenAt(long seq) {
        assertThatExceptionOfType(AuditBroken.class)
                .isThrownBy(store::verifyAudit)
                .satisfies(broken -> assertThat(broken.seq()).isEqualTo(seq));
    }
}

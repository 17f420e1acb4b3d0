package botcreds.broker.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import botcreds.broker.model.AuditAnchor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever is done to the log behind the broker's back is found, and the first bad row is named. */
@ParameterizedClass
@EnumSource(Engine.class)
@Tag("T-87")
class AuditTamperingTest {
    private static final int ROWS = 9;

    @Parameter
    Engine engine;

    private String url;
    private Store store;

    @BeforeEach
    void open() {
        url = engine.freshUrl();
        store = Engine.open(url, new StoreClock());
        for (int row = 0; row < ROWS; row++) {
            String reason = "number " + row;
            store.writeNow(tx -> {
                tx.audit().append(Rows.event(Rows.pending(), reason));
                return true;
            });
        }
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void anEditIsFound() {
        Engine.run(url, "UPDATE audit_log SET json = REPLACE(json, 'number 3', 'number 8') WHERE seq = 4");
        assertBrokenAt(4);
    }

    @Test
    void anEditOfAColumnThatTheLogIsSearchedByIsFound() {
        Engine.run(url, "UPDATE audit_log SET bot = 'other' WHERE seq = 5");
        assertBrokenAt(5);
    }

    @Test
    void aGapIsFound() {
        Engine.run(url, "DELETE FROM audit_log WHERE seq = 5");
        assertBrokenAt(5);
    }

    @Test
    void rowsInAnotherOrderAreFound() {
        Engine.run(url, "UPDATE audit_log SET seq = -1 WHERE seq = 4");
        Engine.run(url, "UPDATE audit_log SET seq = 4 WHERE seq = 5");
        Engine.run(url, "UPDATE audit_log SET seq = 5 WHERE seq = -1");
        assertBrokenAt(4);
    }

    @Test
    void anInsertedRowIsFound() {
        Engine.run(url, "UPDATE audit_log SET seq = seq + 100 WHERE seq > 5");
        Engine.run(
                url,
                "INSERT INTO audit_log (seq, at, event, bot, request_id, json, hash)"
                        + " SELECT 6, at, event, bot, request_id, json, hash FROM audit_log WHERE seq = 5");
        Engine.run(url, "UPDATE audit_log SET seq = seq - 99 WHERE seq > 100");
        assertBrokenAt(6);
    }

    @Test
    void aCutTailIsFoundByTheHead() {
        Engine.run(url, "DELETE FROM audit_log WHERE seq > 7");
        assertBrokenAt(8);
    }

    @Test
    void aTailThatWasCutTogetherWithTheHeadIsFoundByAnAnchor() {
        AuditAnchor anchor = store.auditHead();
        Engine.run(url, "DELETE FROM audit_log WHERE seq > 7");
        Engine.run(url, "UPDATE audit_head SET seq = 7, hash = (SELECT hash FROM audit_log WHERE seq = 7)");

        assertThat(store.verifyAudit()).isEqualTo(7);
        assertThatExceptionOfType(AuditBroken.class)
                .isThrownBy(() -> store.auditHolds(anchor))
                .satisfies(broken -> assertThat(broken.seq()).isEqualTo(8));
    }

    @Test
    void aLogThatWasWrittenAnewIsFoundByAnAnchor() {
        AuditAnchor anchor = store.auditHead();
        rewriteFrom(6);

        assertThat(store.verifyAudit()).isEqualTo(ROWS);
        assertThatExceptionOfType(AuditBroken.class)
                .isThrownBy(() -> store.auditHolds(anchor))
                .satisfies(broken -> assertThat(broken.seq()).isEqualTo(ROWS));
    }

    @Test
    void anAnchorHoldsAsTheLogGrows() {
        AuditAnchor anchor = store.auditHead();
        store.writeNow(tx -> {
            tx.audit().append(Rows.event(Rows.pending(), "one more"));
            return true;
        });
        assertThat(store.auditHolds(anchor)).isTrue();
        assertThat(AuditAnchor.parse(anchor.toString())).contains(anchor);
    }

    @Test
    void anExportedFileIsVerifiedWithoutADatabase() throws IOException {
        List<String> lines = exported();
        AuditFile.Sound sound = verify(lines, store.auditHead());
        assertThat(sound.first()).isEqualTo(1);
        assertThat(sound.held()).containsExactly(store.auditHead());
        assertThat(verify(lines.subList(3, ROWS)).first()).isEqualTo(4);

        assertFileBrokenAt(
                4,
                lines.stream().map(line -> line.replace("number 3", "number 8")).toList());
        List<String> gap = new ArrayList<>(lines);
        gap.remove(4);
        assertFileBrokenAt(5, gap);
        List<String> order = new ArrayList<>(lines);
        order.set(3, lines.get(4));
        order.set(4, lines.get(3));
        assertFileBrokenAt(4, order);
        List<String> twice = new ArrayList<>(lines);
        twice.add(5, lines.get(4));
        assertFileBrokenAt(6, twice);
        List<String> torn = new ArrayList<>(lines);
        torn.set(8, lines.get(8).substring(0, 100));
        assertFileBrokenAt(9, torn);
    }

    private List<String> exported() {
        return store.read(tx -> tx.audit().lines(0, Long.MAX_VALUE, 100)).stream()
                .map(AuditLine::text)
                .toList();
    }

    private static AuditFile.Sound verify(List<String> lines, AuditAnchor... anchors) throws IOException {
        return AuditFile.verify(
                new BufferedReader(new StringReader(lines.stream().collect(Collectors.joining("\n", "", "\n")))),
                List.of(anchors));
    }

    private static void assertFileBrokenAt(long seq, List<String> lines) {
        assertThatExceptionOfType(AuditBroken.class)
                .isThrownBy(() -> verify(lines))
                .satisfies(broken -> assertThat(broken.seq()).isEqualTo(seq));
    }

    private void assertBrokenAt(long seq) {
        assertThatExceptionOfType(AuditBroken.class)
                .isThrownBy(store::verifyAudit)
                .satisfies(broken -> assertThat(broken.seq()).isEqualTo(seq));
    }

    /** What somebody does who can write into every table and knows how the chain is made. */
    private void rewriteFrom(long seq) {
        String hash = AuditPosition.START.hash();
        List<String> updates = new ArrayList<>();
        for (String text : exported()) {
            AuditLine.Parts line = AuditLine.parts(text).orElseThrow();
            long at = AuditJson.tree(line.json()).path("seq").asLong();
            String json = line.json()
                    .replace(AuditJson.tree(line.json()).path("prev_hash").asText(), hash)
                    .replace(at < seq ? "nothing" : "number", "nought");
            hash = AuditChain.hash(hash, json);
            updates.add("UPDATE audit_log SET json = '" + json + "', hash = '" + hash + "' WHERE seq = " + at);
        }
        updates.forEach(update -> Engine.run(url, update));
        Engine.run(url, "UPDATE audit_head SET hash = '" + hash + "'");
    }
}

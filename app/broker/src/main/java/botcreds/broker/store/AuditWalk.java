package botcreds.broker.store;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Walks the whole chain and stops at the first row that is not what was written. */
final class AuditWalk {
    private static final int PAGE = 1000;

    private final Sql sql;

    AuditWalk(Sql sql) {
        this.sql = sql;
    }

    private record Line(
            long seq,
            Instant at,
            String event,
            Optional<String> bot,
            Optional<String> request,
            String json,
            String hash) {}

    /**
     * Returns how many rows the chain has.
     *
     * @throws AuditBroken at the first row that was changed, inserted, moved or cut off
     */
    long verify() {
        AuditPosition at = AuditPosition.START;
        while (!at.ended()) {
            at = verify(at, PAGE);
        }
        return at.seq();
    }

    /** The same for some rows after a known one; the head is compared when the last row was among them. */
    AuditPosition verify(AuditPosition after, int rows) {
        AuditChain.Head head = AuditChain.head(sql, "");
        if (after.seq() > 0 && !hashOf(after.seq()).equals(Optional.of(after.hash()))) {
            throw new AuditBroken(after.seq(), "it is not the row that was there before");
        }
        long seq = after.seq();
        String hash = after.hash();
        List<Line> some = page(seq, rows);
        for (Line line : some) {
            seq++;
            hash = verify(line, seq, hash);
        }
        boolean ended = some.size() < rows;
        if (ended) {
            compare(head, seq, hash);
        }
        return new AuditPosition(seq, hash, ended);
    }

    private static void compare(AuditChain.Head head, long seq, String hash) {
        if (seq != head.seq()) {
            throw new AuditBroken(seq + 1, "the chain's head stands at row " + head.seq() + ", the log ends at " + seq);
        }
        if (!hash.equals(head.hash())) {
            throw new AuditBroken(seq, "it is not the row that the chain's head was written for");
        }
    }

    private Optional<String> hashOf(long seq) {
        return sql.first("SELECT hash FROM audit_log WHERE seq = ?", row -> row.getString("hash"), seq);
    }

    private static String verify(Line line, long seq, String prevHash) {
        if (line.seq() != seq) {
            throw new AuditBroken(seq, "it is missing");
        }
        String hash = AuditChain.hash(prevHash, line.json());
        if (!hash.equals(line.hash())) {
            throw new AuditBroken(seq, "its hash does not follow from its text and the row before");
        }
        JsonNode json = AuditJson.tree(line.json());
        boolean same = json.path("seq").asLong() == seq
                && json.path("prev_hash").asText().equals(prevHash)
                && json.path("timestamp").asText().equals(AuditJson.timestamp(line.at()))
                && json.path("event").asText().equals(line.event())
                && field(json, "bot").equals(line.bot())
                && field(json, "request_id").equals(line.request());
        if (!same) {
            throw new AuditBroken(seq, "its columns say something else than its text");
        }
        return hash;
    }

    private List<Line> page(long after, int rows) {
        return sql.list(
                "SELECT seq, at, event, bot, request_id, json, hash FROM audit_log WHERE seq > ? ORDER BY seq LIMIT ?",
                row -> new Line(
                        row.getLong("seq"),
                        Columns.instant(row, "at"),
                        row.getString("event"),
                        Columns.textIfAny(row, "bot"),
                        Columns.textIfAny(row, "request_id"),
                        row.getString("json"),
                        row.getString("hash")),
                after,
                rows);
    }

    private static Optional<String> field(JsonNode json, String name) {
        return json.has(name) ? Optional.of(json.get(name).asText()) : Optional.empty();
    }
}

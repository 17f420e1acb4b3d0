package botcreds.broker.store;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Walks the whole chain and stops at the first row that is not what was written. */
final class AuditWalk {
    private static final int PAGE = 1000;
    private static final String START = "0".repeat(64);

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
        AuditChain.Head head = AuditChain.head(sql, "");
        long seq = 0;
        String hash = START;
        List<Line> page = page(seq);
        while (!page.isEmpty()) {
            for (Line line : page) {
                seq++;
                hash = verify(line, seq, hash);
            }
            page = page(seq);
        }
        if (seq != head.seq()) {
            throw new AuditBroken(seq + 1, "the chain's head stands at row " + head.seq() + ", the log ends at " + seq);
        }
        if (!hash.equals(head.hash())) {
            throw new AuditBroken(seq, "it is not the row that the chain's head was written for");
        }
        return seq;
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

    private List<Line> page(long after) {
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
                PAGE);
    }

    private static Optional<String> field(JsonNode json, String name) {
        return json.has(name) ? Optional.of(json.get(name).asText()) : Optional.empty();
    }
}

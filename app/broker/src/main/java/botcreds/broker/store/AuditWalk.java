package botcreds.broker.store;

import botcreds.broker.model.AuditAnchor;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Walks the chain from its first row, or from where it was cut, and stops at the first row that is not what was written. */
final class AuditWalk {
    private static final int PAGE = 1000;

    private final Sql sql;
    private final SealKeys key;

    /** @param key of the brokers that share the database, by which their cuts are known */
    AuditWalk(Sql sql, SealKeys key) {
        this.sql = sql;
        this.key = key;
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
     * Returns the number of the last row.
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
        Optional<AuditCut> cut = cut();
        AuditPosition begin = begin(cut);
        boolean wasCutAway = after.seq() < begin.seq();
        if (!wasCutAway && after.seq() > 0 && !hashOf(after.seq(), begin).equals(Optional.of(after.hash()))) {
            throw new AuditBroken(after.seq(), "it is not the row that was there before");
        }
        long seq = wasCutAway ? begin.seq() : after.seq();
        String hash = wasCutAway ? begin.hash() : after.hash();
        List<Line> some = page(seq, rows);
        for (Line line : some) {
            seq++;
            hash = verify(line, seq, hash);
            compare(cut, seq, hash);
        }
        boolean ended = some.size() < rows;
        if (ended) {
            compare(head, seq, hash);
        }
        return new AuditPosition(seq, hash, ended);
    }

    /**
     * Compares a row with what was noted of it elsewhere.
     *
     * @return false if it was cut away since, so that nothing can be said
     * @throws AuditBroken if it is another row now, or none
     */
    boolean holds(AuditAnchor anchor) {
        AuditPosition begin = begin(cut());
        if (anchor.seq() < begin.seq()) {
            return false;
        }
        if (anchor.seq() == 0) {
            return true;
        }
        String hash = hashOf(anchor.seq(), begin)
                .orElseThrow(() -> new AuditBroken(
                        AuditChain.head(sql, "").seq() + 1,
                        "it is missing: the log went as far as row " + anchor.seq() + " when its anchor was noted"));
        if (!hash.equals(anchor.hash())) {
            throw new AuditBroken(
                    anchor.seq(), "it is not the row of its anchor, so it or a row before it was changed since");
        }
        return true;
    }

    /** What stands before the first row there is. */
    private AuditPosition begin(Optional<AuditCut> cut) {
        record First(long seq, String json) {}
        Optional<First> first = sql.first(
                "SELECT seq, json FROM audit_log ORDER BY seq LIMIT 1",
                row -> new First(row.getLong("seq"), row.getString("json")));
        if (first.isEmpty() || first.get().seq() == 1) {
            return AuditPosition.START;
        }
        long seq = first.get().seq();
        AuditAnchor last = cut.map(AuditCut::last).orElse(new AuditAnchor(0, AuditPosition.START.hash()));
        if (seq > last.seq() + 1) {
            throw new AuditBroken(last.seq() + 1, "it is missing");
        }
        // While a cut is being carried out some of its rows are left; they must lead to its last one.
        String hash = seq == last.seq() + 1
                ? last.hash()
                : tree(seq, first.get().json()).path("prev_hash").asText();
        return new AuditPosition(seq - 1, hash, false);
    }

    private Optional<AuditCut> cut() {
        return AuditCuts.latestRow(sql)
                .map(found -> AuditCut.of(found.event().detail())
                        .filter(cut -> cut.last().seq() < found.seq())
                        .filter(cut -> cut.isSignedBy(key, found.event().detail()))
                        .orElseThrow(() -> new AuditBroken(
                                found.seq(), "it is a cut that no broker with this seal key has made")));
    }

    private static void compare(Optional<AuditCut> cut, long seq, String hash) {
        if (cut.isPresent()
                && cut.get().last().seq() == seq
                && !cut.get().last().hash().equals(hash)) {
            throw new AuditBroken(seq, "it is not the row that the log was cut at");
        }
    }

    private static void compare(AuditChain.Head head, long seq, String hash) {
        if (seq != head.seq()) {
            throw new AuditBroken(seq + 1, "the chain's head stands at row " + head.seq() + ", the log ends at " + seq);
        }
        if (!hash.equals(head.hash())) {
            throw new AuditBroken(seq, "it is not the row that the chain's head was written for");
        }
    }

    private Optional<String> hashOf(long seq, AuditPosition begin) {
        return seq == begin.seq()
                ? Optional.of(begin.hash())
                : sql.first("SELECT hash FROM audit_log WHERE seq = ?", row -> row.getString("hash"), seq);
    }

    private static String verify(Line line, long seq, String prevHash) {
        if (line.seq() != seq) {
            throw new AuditBroken(seq, "it is missing");
        }
        String hash = AuditChain.hash(prevHash, line.json());
        if (!hash.equals(line.hash())) {
            throw new AuditBroken(seq, "its hash does not follow from its text and the row before");
        }
        JsonNode json = tree(seq, line.json());
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

    private static JsonNode tree(long seq, String json) {
        try {
            return AuditJson.tree(json);
        } catch (IllegalStateException notJson) {
            throw new AuditBroken(seq, "it is not JSON");
        }
    }
}

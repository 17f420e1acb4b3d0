package botcreds.broker.store;

import botcreds.broker.model.AsciiCase;
import botcreds.broker.model.AuditEvent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The log of what happened: append only, each row carrying a hash over itself and the row before. */
public final class Audit {
    private final Sql sql;
    private List<AuditEvent> appended = new ArrayList<>();

    Audit(Sql sql) {
        this.sql = sql;
    }

    /**
     * Adds a row with the store's time. It is there once the unit of work is durable, not earlier: {@link #latest} in the
     * same unit does not see it. What looks like a token in a field is blotted out.
     *
     * @throws IllegalArgumentException if a field has a name that only the chain may write, such as {@code hash}
     */
    public void append(AuditEvent event) {
        sql.refuseIfReading();
        AuditJson.refuseForgery(event);
        appended.add(event);
    }

    /** The rows that pass the filter, newest first, or oldest first when the filter says after which row. */
    public List<AuditEvent.Recorded> latest(AuditFilter filter) {
        StringBuilder query = new StringBuilder("SELECT a.seq, a.at, a.json, a.hash FROM audit_log a");
        List<@Nullable Object> arguments = new ArrayList<>();
        String seq = "a.seq";
        if (filter.repo().isPresent()) {
            // The walk follows the narrower table, so its own number leads.
            seq = "r.seq";
            query.append(" JOIN audit_repository r ON r.seq = a.seq AND r.folded = ?");
            arguments.add(filter.repo().get().folded());
        }
        query.append(" WHERE ").append(seq).append(" >= ?");
        arguments.add(Math.max(
                filter.since().map(this::firstSince).orElse(1L),
                filter.after().map(seen -> seen + 1).orElse(1L)));
        Optional<Long> end = Stream.of(filter.until().map(this::firstSince), filter.before())
                .flatMap(Optional::stream)
                .min(Comparator.naturalOrder());
        if (end.isPresent()) {
            query.append(" AND ").append(seq).append(" < ?");
            arguments.add(end.get());
        }
        filter.request().ifPresent(id -> {
            query.append(" AND a.request_id = ?");
            arguments.add(id.value());
        });
        filter.bot().ifPresent(bot -> {
            query.append(" AND a.bot = ?");
            arguments.add(bot.value());
        });
        filter.event().ifPresent(word -> {
            query.append(" AND a.event = ?");
            arguments.add(AsciiCase.fold(word));
        });
        query.append(" ORDER BY ")
                .append(seq)
                .append(filter.after().isPresent() ? "" : " DESC")
                .append(" LIMIT ?");
        arguments.add(filter.limit());
        return sql.list(query.toString(), Audit::recorded, arguments.toArray());
    }

    /** Rows as an export has them, oldest first, after one and up to another. */
    public List<AuditLine> lines(long after, long through, int limit) {
        return sql.list(
                "SELECT seq, json, hash FROM audit_log WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ?",
                row -> AuditLine.of(row.getLong("seq"), row.getString("json"), row.getString("hash")),
                after,
                through,
                limit);
    }

    /** The number of the last row before a time; 0 if there was none. */
    public long lastBefore(Instant time) {
        return firstSince(time) - 1;
    }

    /** How often each event happened since a time; walks the rows since then, so ask for days at most. */
    public Map<String, Long> counts(Instant since) {
        Map<String, Long> counts = new TreeMap<>();
        sql.list(
                        "SELECT event, COUNT(*) AS n FROM audit_log WHERE seq >= ? GROUP BY event",
                        row -> Map.entry(row.getString("event"), row.getLong("n")),
                        firstSince(since))
                .forEach(count -> counts.put(count.getKey(), count.getValue()));
        return counts;
    }

    /** What the unit of work that just ran appended; the next one starts with nothing. */
    List<AuditEvent> take() {
        List<AuditEvent> taken = appended;
        appended = new ArrayList<>();
        return taken;
    }

    /** Numbers have no gaps and times never fall along them, so the first row at or after a time is found by halving. */
    private long firstSince(Instant time) {
        long low = Math.max(
                1,
                sql.first("SELECT MIN(seq) AS low FROM audit_log", row -> row.getLong("low"))
                        .orElse(1L));
        long high = sql.first("SELECT seq FROM audit_head", row -> row.getLong("seq"))
                        .orElseThrow()
                + 1;
        while (low < high) {
            long middle = low + (high - low) / 2;
            boolean isBefore = sql.first(
                            "SELECT at FROM audit_log WHERE seq = ?", row -> Columns.instant(row, "at"), middle)
                    .filter(at -> at.isBefore(time))
                    .isPresent();
            if (isBefore) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    static AuditEvent.Recorded recorded(ResultSet row) throws SQLException {
        return AuditJson.read(
                row.getString("json"), row.getLong("seq"), Columns.instant(row, "at"), row.getString("hash"));
    }
}

package botcreds.broker.store;

import botcreds.broker.model.AuditEvent;
import botcreds.broker.model.AuditPage;
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

/** The log of what happened: append only, each row carrying a hash over itself and the row before. */
public final class Audit {
    /** Rows that one page looks at where no index answers by itself; some 50 ms. */
    public static final int MOST_WALKED = 20_000;

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
        return rows(filter, begin(filter), end(filter));
    }

    /**
     * The same for whoever searches: where no index answers by itself, {@link #MOST_WALKED} rows are looked at and not one more,
     * however few of them pass; so what a page costs does not grow with the log.
     */
    public AuditPage page(AuditFilter filter) {
        long begin = Math.max(begin(filter), first());
        long end = Math.min(end(filter).orElse(Long.MAX_VALUE), newest() + 1);
        boolean goesUp = filter.after().isPresent();
        boolean stops = filter.needsWalk() && end - begin > MOST_WALKED;
        if (stops && goesUp) {
            end = begin + MOST_WALKED;
        } else if (stops) {
            begin = end - MOST_WALKED;
        }
        List<AuditEvent.Recorded> rows = rows(filter, begin, Optional.of(end));
        if (rows.size() == filter.limit()) {
            return new AuditPage(rows, Optional.of(rows.get(rows.size() - 1).seq()), Optional.empty());
        }
        if (!stops) {
            return new AuditPage(rows, Optional.empty(), Optional.empty());
        }
        long last = goesUp ? end - 1 : begin;
        return new AuditPage(rows, Optional.of(last), timeOf(last));
    }

    /** The number of the first row that the filter's times and numbers admit. */
    private long begin(AuditFilter filter) {
        return Math.max(
                filter.since().map(this::firstSince).orElse(1L),
                filter.after().map(seen -> seen + 1).orElse(1L));
    }

    /** The number behind the last one that they admit. */
    private Optional<Long> end(AuditFilter filter) {
        return Stream.of(filter.until().map(this::firstSince), filter.before())
                .flatMap(Optional::stream)
                .min(Comparator.naturalOrder());
    }

    private List<AuditEvent.Recorded> rows(AuditFilter filter, long begin, Optional<Long> end) {
        AuditQuery query = AuditQuery.of(filter, begin, end);
        return sql.list(query.text(), Audit::recorded, query.arguments().toArray());
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

    /** The number of the newest row; 0 while there is none. */
    public long newest() {
        return sql.first("SELECT seq FROM audit_head", row -> row.getLong("seq"))
                .orElseThrow();
    }

    /** When this row was written, if it is there. */
    public Optional<Instant> timeOf(long seq) {
        return sql.first("SELECT at FROM audit_log WHERE seq = ?", row -> Columns.instant(row, "at"), seq);
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
        long low = first();
        long high = newest() + 1;
        while (low < high) {
            long middle = low + (high - low) / 2;
            boolean isBefore = timeOf(middle).filter(at -> at.isBefore(time)).isPresent();
            if (isBefore) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The number of the oldest row that was not cut away; 1 while there is none. */
    private long first() {
        return Math.max(
                1,
                sql.first("SELECT MIN(seq) AS low FROM audit_log", row -> row.getLong("low"))
                        .orElse(1L));
    }

    static AuditEvent.Recorded recorded(ResultSet row) throws SQLException {
        return AuditJson.read(
                row.getString("json"), row.getLong("seq"), Columns.instant(row, "at"), row.getString("hash"));
    }
}

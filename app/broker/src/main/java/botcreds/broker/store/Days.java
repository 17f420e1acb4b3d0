package botcreds.broker.store;

import botcreds.broker.model.AuditEvent;
import botcreds.broker.model.DayCounts;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/** How much happened on each day, so that a chart costs a few rows and not a walk through the log. */
public final class Days {
    private final Sql sql;

    Days(Sql sql) {
        this.sql = sql;
    }

    /** Returns the days from this one on, oldest first; a day on which nothing happened is not there. */
    public List<DayCounts> since(LocalDate day) {
        return sql.list(
                "SELECT on_day, issued, approved, denied FROM day_count WHERE on_day >= ? ORDER BY on_day",
                row -> new DayCounts(
                        LocalDate.parse(row.getString("on_day")),
                        row.getInt("issued"),
                        row.getInt("approved"),
                        row.getInt("denied")),
                day.toString());
    }

    /** Counts what was appended, in the transaction that appends it: one statement for a batch. */
    static void count(Sql sql, List<AuditEvent> events, Instant at) {
        int issued = 0;
        int approved = 0;
        int denied = 0;
        for (AuditEvent event : events) {
            switch (event.type()) {
                case CREDENTIAL_ISSUED -> issued++;
                case APPROVAL_DENIED, CREDENTIAL_DENIED -> denied++;
                case APPROVAL_GRANTED ->
                    approved += "manual".equals(event.detail().get("approval")) ? 1 : 0;
                default -> {}
            }
        }
        if (issued + approved + denied > 0) {
            add(sql, LocalDate.ofInstant(at, ZoneOffset.UTC).toString(), issued, approved, denied);
        }
    }

    private static void add(Sql sql, String day, int issued, int approved, int denied) {
        int changed = sql.update(
                "UPDATE day_count SET issued = issued + ?, approved = approved + ?, denied = denied + ? WHERE on_day = ?",
                issued,
                approved,
                denied,
                day);
        if (changed == 0) {
            sql.update(
                    "INSERT INTO day_count (on_day, issued, approved, denied) VALUES (?, ?, ?, ?)",
                    day,
                    issued,
                    approved,
                    denied);
        }
    }
}

package botcreds.broker.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;

/** When each alert was told last, so that the same one is not told over and over; what it keeps back it counts. */
public final class Alarms {
    private static final String COLUMNS = "SELECT kind, subject, headline, told_at, more FROM alarm";

    private final Sql sql;
    private final Moment moment;

    Alarms(Sql sql, Moment moment) {
        this.sql = sql;
        this.moment = moment;
    }

    /**
     * An alert that came again while it was kept back.
     *
     * @param toldAt when it was told
     * @param more   how often it has come since, at least once
     */
    public record KeptBack(String kind, String subject, String headline, Instant toldAt, int more) {}

    /**
     * Notes that there is reason for an alert.
     *
     * @param kind    at most 32 characters
     * @param subject what it is about, at most 80 characters; the same kind about another subject is another alert
     * @param times   how often, at least once
     * @param quiet   how long the same alert is kept back
     * @return how often it came beyond this once since it was told last, if it may be told now; empty if it is kept back
     */
    public OptionalInt ring(String kind, String subject, String headline, int times, Duration quiet) {
        Instant now = moment.now();
        List<KeptBack> before = sql.list(COLUMNS + " WHERE kind = ? AND subject = ?", Alarms::keptBack, kind, subject);
        if (before.isEmpty()) {
            sql.update(
                    "INSERT INTO alarm (kind, subject, headline, told_at, more) VALUES (?, ?, ?, ?, 0)",
                    kind,
                    subject,
                    headline,
                    now);
            return OptionalInt.of(times - 1);
        }
        boolean due = !now.isBefore(before.get(0).toldAt().plus(quiet));
        sql.update(
                "UPDATE alarm SET headline = ?, told_at = ?, more = ? WHERE kind = ? AND subject = ?",
                headline,
                due ? now : before.get(0).toldAt(),
                due ? 0 : before.get(0).more() + times,
                kind,
                subject);
        return due ? OptionalInt.of(before.get(0).more() + times - 1) : OptionalInt.empty();
    }

    /** Alerts of a kind that came again, and whose quiet time is over. */
    public List<KeptBack> due(String kind, Duration quiet, int limit) {
        return sql.list(
                COLUMNS + " WHERE kind = ? AND more > 0 AND told_at <= ? ORDER BY told_at LIMIT ?",
                Alarms::keptBack,
                kind,
                moment.now().minus(quiet),
                limit);
    }

    /** It is told that this one has come again; the quiet time begins anew. False if another node has told it. */
    public boolean told(KeptBack alarm) {
        return sql.update(
                        "UPDATE alarm SET told_at = ?, more = 0 WHERE kind = ? AND subject = ? AND told_at = ?",
                        moment.now(),
                        alarm.kind(),
                        alarm.subject(),
                        alarm.toldAt())
                == 1;
    }

    /** Forgets alerts of a kind that were told and have not come again; returns how many. */
    public int purge(String kind, Duration quiet) {
        return sql.update(
                "DELETE FROM alarm WHERE kind = ? AND more = 0 AND told_at <= ?",
                kind,
                moment.now().minus(quiet));
    }

    private static KeptBack keptBack(ResultSet row) throws SQLException {
        return new KeptBack(
                row.getString("kind"),
                row.getString("subject"),
                row.getString("headline"),
                Columns.instant(row, "told_at"),
                row.getInt("more"));
    }
}

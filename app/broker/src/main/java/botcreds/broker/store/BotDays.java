package botcreds.broker.store;

import botcreds.broker.model.AuditEvent;
import botcreds.broker.model.BotId;
import botcreds.broker.model.DayOutcomes;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What became of each bot's requests by day, so that a page about a bot costs a few rows and not a walk through the log. */
public final class BotDays {
    private final Sql sql;

    BotDays(Sql sql) {
        this.sql = sql;
    }

    /** Returns the days of all bots together from this one on, oldest first; a quiet day is not there. */
    public List<DayOutcomes> since(LocalDate day) {
        return sql.list("""
                SELECT on_day, SUM(requested) AS requested, SUM(automatic) AS automatic, SUM(approved) AS approved,
                       SUM(denied) AS denied, SUM(unanswered) AS unanswered
                  FROM bot_day_count WHERE on_day >= ? GROUP BY on_day ORDER BY on_day
                """, BotDays::read, day.toString());
    }

    /** The same of one bot. */
    public List<DayOutcomes> since(LocalDate day, BotId bot) {
        return sql.list("""
                SELECT on_day, requested, automatic, approved, denied, unanswered
                  FROM bot_day_count WHERE bot = ? AND on_day >= ? ORDER BY on_day
                """, BotDays::read, bot.value(), day.toString());
    }

    /** Counts what was appended, in the transaction that appends it: one statement for each bot of a batch. */
    static void count(Sql sql, List<AuditEvent> events, Instant at) {
        LocalDate day = LocalDate.ofInstant(at, ZoneOffset.UTC);
        Map<String, DayOutcomes> counts = new TreeMap<>();
        for (AuditEvent event : events) {
            DayOutcomes one = one(day, event);
            if (one.requested() + one.ended() > 0) {
                AuditJson.bot(event).ifPresent(bot -> counts.merge(bot, one, DayOutcomes::plus));
            }
        }
        counts.forEach((bot, more) -> add(sql, bot, more));
    }

    private static DayOutcomes one(LocalDate day, AuditEvent event) {
        boolean manual = "manual".equals(event.detail().get("approval"));
        return switch (event.type()) {
            case CREDENTIAL_REQUESTED -> new DayOutcomes(day, 1, 0, 0, 0, 0);
            case CREDENTIAL_ISSUED -> new DayOutcomes(day, 0, manual ? 0 : 1, manual ? 1 : 0, 0, 0);
            case APPROVAL_DENIED, CREDENTIAL_DENIED -> new DayOutcomes(day, 0, 0, 0, 1, 0);
            case APPROVAL_EXPIRED -> new DayOutcomes(day, 0, 0, 0, 0, 1);
            default -> DayOutcomes.quiet(day);
        };
    }

    private static void add(Sql sql, String bot, DayOutcomes more) {
        int changed = sql.update(
                """
                UPDATE bot_day_count
                   SET requested = requested + ?, automatic = automatic + ?, approved = approved + ?, denied = denied + ?,
                       unanswered = unanswered + ?
                 WHERE on_day = ? AND bot = ?
                """,
                more.requested(),
                more.automatic(),
                more.approved(),
                more.denied(),
                more.unanswered(),
                more.day().toString(),
                bot);
        if (changed == 0) {
            sql.update(
                    """
                    INSERT INTO bot_day_count (on_day, bot, requested, automatic, approved, denied, unanswered)
                    VALUES (?, ?, ?, ?, ?, ?, ?)
                    """,
                    more.day().toString(),
                    bot,
                    more.requested(),
                    more.automatic(),
                    more.approved(),
                    more.denied(),
                    more.unanswered());
        }
    }

    private static DayOutcomes read(ResultSet row) throws SQLException {
        return new DayOutcomes(
                LocalDate.parse(row.getString("on_day")),
                row.getInt("requested"),
                row.getInt("automatic"),
                row.getInt("approved"),
                row.getInt("denied"),
                row.getInt("unanswered"));
    }
}

package botcreds.broker.store;

import botcreds.broker.model.AnswerTimes;
import botcreds.broker.model.AuditEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How long bots waited for a human's answer, counted by day in few spans. */
public final class AnswerDays {
    private static final int LONGER = 0;

    private final Sql sql;

    AnswerDays(Sql sql) {
        this.sql = sql;
    }

    /** Returns what humans answered from this day on, yeses and noes. */
    public AnswerTimes since(LocalDate day) {
        Map<Integer, Integer> counts = new LinkedHashMap<>();
        sql.list(
                        "SELECT seconds, SUM(answers) AS answers FROM answer_time_count WHERE on_day >= ? GROUP BY seconds",
                        row -> Map.entry(row.getInt("seconds"), row.getInt("answers")),
                        day.toString())
                .forEach(each -> counts.put(each.getKey(), each.getValue()));
        return new AnswerTimes(
                AnswerTimes.SPANS.stream()
                        .map(span -> counts.getOrDefault((int) span.toSeconds(), 0))
                        .toList(),
                counts.getOrDefault(LONGER, 0));
    }

    /** Counts the humans' answers among what was appended, in the transaction that appends it. */
    static void count(Sql sql, List<AuditEvent> events, Instant at) {
        for (AuditEvent event : events) {
            if (isAnswer(event)) {
                asked(sql, event).ifPresent(asked -> add(sql, at, Duration.between(asked, at)));
            }
        }
    }

    private static boolean isAnswer(AuditEvent event) {
        return event.type() == AuditEvent.Type.APPROVAL_DENIED
                || (event.type() == AuditEvent.Type.APPROVAL_GRANTED
                        && "manual".equals(event.detail().get("approval")));
    }

    /** Humans answer seldom enough for a look at the request's row each time. */
    private static Optional<Instant> asked(Sql sql, AuditEvent event) {
        return AuditJson.request(event)
                .flatMap(id -> sql.first(
                        "SELECT created_at FROM access_request WHERE id = ?",
                        row -> Columns.instant(row, "created_at"),
                        id));
    }

    private static void add(Sql sql, Instant at, Duration took) {
        String day = LocalDate.ofInstant(at, ZoneOffset.UTC).toString();
        int seconds = AnswerTimes.SPANS.stream()
                .filter(span -> took.compareTo(span) <= 0)
                .findFirst()
                .map(span -> (int) span.toSeconds())
                .orElse(LONGER);
        int changed = sql.update(
                "UPDATE answer_time_count SET answers = answers + 1 WHERE on_day = ? AND seconds = ?", day, seconds);
        if (changed == 0) {
            sql.update("INSERT INTO answer_time_count (on_day, seconds, answers) VALUES (?, ?, 1)", day, seconds);
        }
    }
}

package botcreds.broker.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What must still be told to others, written in the transaction that made it true. Per subject one thing at a time, in the
 * order it was added; the same thing said twice in a row (kind, subject and body) is told once.
 */
public final class Outbox {
    /** Kind of what is told to bots by a call to their own address; the others are for humans. */
    public static final String CALLBACK = "callback";

    private static final Duration FAILED_ONES_KEPT = Duration.ofDays(30);
    private static final String COLUMNS = "SELECT id, kind, subject, body, attempts, created_at FROM outbox o ";

    private final Sql sql;
    private final Moment moment;
    private final Runnable added;

    /** @param added run whenever there is something new to tell */
    Outbox(Sql sql, Moment moment, Runnable added) {
        this.sql = sql;
        this.moment = moment;
        this.added = added;
    }

    /**
     * Something to tell.
     *
     * @param subject  what it is about, for example a request's id; things about one subject keep their order
     * @param attempts how often it was tried in vain
     */
    public record Item(long id, String kind, String subject, String body, int attempts, Instant createdAt) {
        private boolean saysTheSameAs(Item other) {
            return kind.equals(other.kind) && body.equals(other.body);
        }

        private Item afterAsManyAttemptsAs(Item other) {
            return new Item(id, kind, subject, body, Math.max(attempts, other.attempts), createdAt);
        }
    }

    public void add(String kind, String subject, String body) {
        added.run();
        Instant now = moment.now();
        sql.update(
                "INSERT INTO outbox (kind, subject, body, attempts, created_at, due_at) VALUES (?, ?, ?, 0, ?, ?)",
                kind,
                subject,
                body,
                now,
                now);
    }

    /**
     * What may be told now, oldest first, one for each subject: its oldest, or the newest of those that say the same as the
     * oldest and follow it directly. A subject whose oldest waits for a retry waits with it.
     */
    public List<Item> due(Instant now, int limit) {
        List<Item> oldest = sql.list(COLUMNS + """
                        WHERE due_at <= ? AND kind <> 'callback'
                          AND NOT EXISTS (SELECT 1 FROM outbox e
                                           WHERE e.subject = o.subject AND e.id < o.id AND e.due_at IS NOT NULL)
                        ORDER BY id LIMIT ?
                        """, Outbox::item, now, limit);
        List<Item> due = new ArrayList<>(oldest.size());
        for (Item each : oldest) {
            due.add(newestOfTheSame(each));
        }
        return due;
    }

    /** Calls to bots that may be made now, each on its own: one slow receiver must hold up nothing else. */
    public List<Item> dueCallbacks(Instant now, int limit) {
        return sql.list(
                COLUMNS + "WHERE due_at <= ? AND kind = ? ORDER BY due_at, id LIMIT ?",
                Outbox::item,
                now,
                CALLBACK,
                limit);
    }

    /** It waits for its turn; that is no attempt. */
    public void defer(Item item, Instant at) {
        sql.update("UPDATE outbox SET due_at = ? WHERE id = ? AND due_at IS NOT NULL", at, item.id());
    }

    /** It was told. Older ones of the same kind and subject, which it stands for, go with it. */
    public void done(Item item) {
        sql.update(
                "DELETE FROM outbox WHERE subject = ? AND kind = ? AND id <= ?",
                item.subject(),
                item.kind(),
                item.id());
    }

    /** It could not be told now; why is for the operator and holds no secret. */
    public void retry(Item item, Instant at, String why) {
        dropTheOlderItStandsFor(item);
        sql.update(
                "UPDATE outbox SET attempts = ?, due_at = ?, trouble = ? WHERE id = ? AND due_at IS NOT NULL",
                item.attempts() + 1,
                at,
                why,
                item.id());
    }

    /** It can never be told. It stays for the operator to read for 30 days, and what comes after it goes on. */
    public void fail(Item item, String why) {
        dropTheOlderItStandsFor(item);
        sql.update("UPDATE outbox SET due_at = NULL, trouble = ? WHERE id = ?", why, item.id());
    }

    /** How many wait to be told. */
    public int depth() {
        return sql.first("SELECT COUNT(*) AS n FROM outbox WHERE due_at IS NOT NULL", row -> row.getInt("n"))
                .orElseThrow();
    }

    /** Since when the oldest announcement waits; a call to a bot may wait for days, and only that bot's receiver is to blame. */
    public Optional<Instant> oldest() {
        return sql.first(
                "SELECT created_at FROM outbox WHERE due_at IS NOT NULL AND kind <> 'callback' ORDER BY id LIMIT 1",
                row -> Columns.instant(row, "created_at"));
    }

    /** How far Slack has got with what was to be told about a subject. */
    public Fate fate(String kind, String subject) {
        List<Optional<String>> refusals = sql.list(
                "SELECT trouble, due_at FROM outbox WHERE kind = ? AND subject = ? ORDER BY id DESC",
                row -> row.getObject("due_at") == null
                        ? Optional.of(String.valueOf(row.getString("trouble")))
                        : Optional.<String>empty(),
                kind,
                subject);
        if (refusals.isEmpty()) {
            return new Fate(true, Optional.empty());
        }
        return new Fate(false, refusals.stream().flatMap(Optional::stream).findFirst());
    }

    /**
     * What became of something.
     *
     * @param gone    nothing of it waits, and nothing was given up
     * @param refused why it was given up, if it was
     */
    public record Fate(boolean gone, Optional<String> refused) {}

    /** Forgets what failed 30 days ago; returns how many. */
    public int purge(Instant now) {
        return sql.update("DELETE FROM outbox WHERE due_at IS NULL AND created_at <= ?", now.minus(FAILED_ONES_KEPT));
    }

    private Item newestOfTheSame(Item oldest) {
        List<Item> following = sql.list(
                COLUMNS + "WHERE subject = ? AND id > ? AND due_at IS NOT NULL ORDER BY id",
                Outbox::item,
                oldest.subject(),
                oldest.id());
        Item newest = oldest;
        for (Item each : following) {
            if (!each.saysTheSameAs(oldest)) {
                break;
            }
            newest = each.afterAsManyAttemptsAs(newest);
        }
        return newest;
    }

    private void dropTheOlderItStandsFor(Item item) {
        sql.update(
                "DELETE FROM outbox WHERE subject = ? AND kind = ? AND body = ? AND id < ? AND due_at IS NOT NULL",
                item.subject(),
                item.kind(),
                item.body(),
                item.id());
    }

    private static Item item(ResultSet row) throws SQLException {
        return new Item(
                row.getLong("id"),
                row.getString("kind"),
                row.getString("subject"),
                row.getString("body"),
                row.getInt("attempts"),
                Columns.instant(row, "created_at"));
    }
}

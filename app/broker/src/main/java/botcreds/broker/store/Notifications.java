package botcreds.broker.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What humans must still be told besides Slack, or in its place, written in the transaction that made it true. That
 * something happened comes first; whom to tell, and what, follows from the policy in a unit of work of its own.
 */
public final class Notifications {
    private static final Duration FAILED_ONES_KEPT = Duration.ofDays(30);
    private static final String COLUMNS =
            "SELECT id, event_id, happening, subject, way, address, body, attempts, created_at FROM notification ";

    private final Sql sql;
    private final Moment moment;
    private final Runnable added;

    /** @param added run whenever there is something new to tell */
    Notifications(Sql sql, Moment moment, Runnable added) {
        this.sql = sql;
        this.moment = moment;
        this.added = added;
    }

    /**
     * Something to tell.
     *
     * @param eventId   names what happened, the same for every way and every attempt
     * @param happening the word for it
     * @param subject   the outbox's subject for the same in Slack
     * @param way       by what; empty text while nobody has looked whom to tell
     * @param attempts  how often it was tried in vain
     */
    public record Item(
            long id,
            String eventId,
            String happening,
            String subject,
            String way,
            String address,
            String body,
            int attempts,
            Instant createdAt) {}

    /** Something happened; whom to tell is yet to be looked up. */
    public void happened(String eventId, String happening, String subject) {
        insert(eventId, happening, subject, null, "", false, "");
    }

    /**
     * One way to tell it.
     *
     * @param forSlack kept back until Slack has failed to take it
     */
    public void add(
            String eventId,
            String happening,
            String subject,
            String way,
            String address,
            boolean forSlack,
            String body) {
        insert(eventId, happening, subject, way, address, forSlack, body);
    }

    /** What happened and nobody has looked at yet, oldest first. */
    public List<Item> fresh(int limit) {
        return sql.list(
                COLUMNS + "WHERE due_at IS NOT NULL AND way IS NULL ORDER BY id LIMIT ?", Notifications::item, limit);
    }

    /** What is kept back for Slack, oldest first. */
    public List<Item> keptBack(int limit) {
        return sql.list(
                COLUMNS + "WHERE due_at IS NOT NULL AND for_slack ORDER BY id LIMIT ?", Notifications::item, limit);
    }

    /** What may be told now, longest due first. */
    public List<Item> due(Instant now, int limit) {
        return sql.list(
                COLUMNS + "WHERE due_at <= ? AND way IS NOT NULL AND NOT for_slack ORDER BY due_at, id LIMIT ?",
                Notifications::item,
                now,
                limit);
    }

    /** It is kept back no longer, and is now to be told with this body. */
    public void release(Item item, String body) {
        sql.update(
                "UPDATE notification SET for_slack = FALSE, body = ?, due_at = ? WHERE id = ? AND for_slack",
                body,
                moment.now(),
                item.id());
    }

    /** It was told, or there is nothing to tell any more. */
    public void done(Item item) {
        sql.update("DELETE FROM notification WHERE id = ?", item.id());
    }

    /** It could not be told now; why is for the operator and holds no secret. */
    public void retry(Item item, Instant at, String why) {
        sql.update(
                "UPDATE notification SET attempts = ?, due_at = ?, trouble = ? WHERE id = ? AND due_at IS NOT NULL",
                item.attempts() + 1,
                at,
                why,
                item.id());
    }

    /** It waits for its turn; that is no attempt. */
    public void defer(Item item, Instant at) {
        sql.update("UPDATE notification SET due_at = ? WHERE id = ? AND due_at IS NOT NULL", at, item.id());
    }

    /** It can never be told. It stays for the operator to read for 30 days. */
    public void fail(Item item, String why) {
        sql.update("UPDATE notification SET due_at = NULL, trouble = ? WHERE id = ?", why, item.id());
    }

    /** Forgets what failed 30 days ago; returns how many. */
    public int purge(Instant now) {
        return sql.update(
                "DELETE FROM notification WHERE due_at IS NULL AND created_at <= ?", now.minus(FAILED_ONES_KEPT));
    }

    private void insert(
            String eventId,
            String happening,
            String subject,
            @Nullable String way,
            String address,
            boolean forSlack,
            String body) {
        added.run();
        Instant now = moment.now();
        sql.update(
                "INSERT INTO notification (event_id, happening, subject, way, address, for_slack, body, attempts,"
                        + " created_at, due_at) VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?, ?)",
                eventId,
                happening,
                subject,
                way,
                address,
                forSlack,
                body,
                now,
                now);
    }

    private static Item item(ResultSet row) throws SQLException {
        String way = row.getString("way");
        return new Item(
                row.getLong("id"),
                row.getString("event_id"),
                row.getString("happening"),
                row.getString("subject"),
                way == null ? "" : way,
                row.getString("address"),
                row.getString("body"),
                row.getInt("attempts"),
                Columns.instant(row, "created_at"));
    }
}

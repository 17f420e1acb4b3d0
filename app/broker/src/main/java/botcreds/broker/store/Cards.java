package botcreds.broker.store;

import botcreds.broker.model.BotId;
import botcreds.broker.model.RequestId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Where the message about each request hangs; several requests of one bot may share a message. */
public final class Cards {
    private final Sql sql;
    private final Moment moment;

    Cards(Sql sql, Moment moment) {
        this.sql = sql;
        this.moment = moment;
    }

    public Optional<Card> of(RequestId request) {
        return sql.first(
                "SELECT channel, message_ts FROM card WHERE request_id = ?",
                row -> new Card(row.getString("channel"), row.getString("message_ts")),
                request.value());
    }

    /** The requests that this message shows, oldest first. */
    public List<RequestId> sharing(Card card) {
        return sql.list("""
                        SELECT c.request_id FROM card c JOIN access_request r ON r.id = c.request_id
                         WHERE c.channel = ? AND c.message_ts = ? ORDER BY r.created_at, r.id
                        """, row -> new RequestId(row.getString("request_id")), card.channel(), card.timestamp());
    }

    /** The newest message with requests of this bot in this channel, if it was posted after that time. */
    public Optional<Card> newestOf(BotId bot, String channel, Instant after) {
        return sql.first(
                "SELECT channel, message_ts FROM card WHERE bot = ? AND channel = ? AND posted_at > ?"
                        + " ORDER BY posted_at DESC, message_ts DESC LIMIT 1",
                row -> new Card(row.getString("channel"), row.getString("message_ts")),
                bot.value(),
                channel,
                after);
    }

    /** How many messages with requests of this bot were posted after that time. */
    public int messagesOf(BotId bot, Instant after) {
        return sql.first(
                        "SELECT COUNT(*) AS n FROM (SELECT DISTINCT channel, message_ts FROM card"
                                + " WHERE bot = ? AND posted_at > ?) messages",
                        row -> row.getInt("n"),
                        bot.value(),
                        after)
                .orElseThrow();
    }

    /** Remembers the message; a newer one takes the older one's place. A message is as old as its first request's row. */
    public void put(RequestId request, BotId bot, String channel, String timestamp) {
        Instant postedAt = sql.first(
                        "SELECT posted_at FROM card WHERE channel = ? AND message_ts = ? AND posted_at IS NOT NULL"
                                + " ORDER BY posted_at LIMIT 1",
                        row -> Columns.instant(row, "posted_at"),
                        channel,
                        timestamp)
                .orElseGet(moment::now);
        int replaced = sql.update(
                "UPDATE card SET bot = ?, channel = ?, message_ts = ?, posted_at = ? WHERE request_id = ?",
                bot.value(),
                channel,
                timestamp,
                postedAt,
                request.value());
        if (replaced == 0) {
            sql.update(
                    "INSERT INTO card (request_id, bot, channel, message_ts, posted_at) VALUES (?, ?, ?, ?, ?)",
                    request.value(),
                    bot.value(),
                    channel,
                    timestamp,
                    postedAt);
        }
    }
}

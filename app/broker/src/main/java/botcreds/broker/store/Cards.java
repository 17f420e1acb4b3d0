package botcreds.broker.store;

import botcreds.broker.model.RequestId;
import java.util.Optional;

/** Where the message about each request hangs. */
public final class Cards {
    private final Sql sql;

    Cards(Sql sql) {
        this.sql = sql;
    }

    public Optional<Card> of(RequestId request) {
        return sql.first(
                "SELECT channel, message_ts FROM card WHERE request_id = ?",
                row -> new Card(row.getString("channel"), row.getString("message_ts")),
                request.value());
    }

    /** Remembers the message; a newer one takes the older one's place. */
    public void put(RequestId request, String channel, String timestamp) {
        int replaced = sql.update(
                "UPDATE card SET channel = ?, message_ts = ? WHERE request_id = ?",
                channel,
                timestamp,
                request.value());
        if (replaced == 0) {
            sql.update(
                    "INSERT INTO card (request_id, channel, message_ts) VALUES (?, ?, ?)",
                    request.value(),
                    channel,
                    timestamp);
        }
    }
}

package botcreds.broker.store;

import botcreds.broker.model.BotId;
import botcreds.broker.model.RequestId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which {@code Idempotency-Key} of which bot led to which request; never an answer, which would hold a token. */
public final class IdempotencyKeys {
    private static final int AT_ONCE = 500;

    private final Sql sql;

    IdempotencyKeys(Sql sql) {
        this.sql = sql;
    }

    /**
     * A key that was used.
     *
     * @param fingerprint of what was asked with it
     */
    public record Use(String fingerprint, RequestId request, Instant expiresAt) {}

    public Optional<Use> find(BotId bot, String key) {
        return sql.first(
                "SELECT fingerprint, request_id, expires_at FROM idempotency_key WHERE bot = ? AND idem_key = ?",
                row -> new Use(
                        row.getString("fingerprint"),
                        new RequestId(row.getString("request_id")),
                        Columns.instant(row, "expires_at")),
                bot.value(),
                key);
    }

    /** Remembers a key; false if this bot used it before, and then nothing changed. */
    public boolean add(BotId bot, String key, String fingerprint, RequestId request, Instant expiresAt) {
        if (find(bot, key).isPresent()) {
            return false;
        }
        sql.update(
                "INSERT INTO idempotency_key (bot, idem_key, fingerprint, request_id, expires_at)"
                        + " VALUES (?, ?, ?, ?, ?)",
                bot.value(),
                key,
                fingerprint,
                request.value(),
                expiresAt);
        return true;
    }

    /** Forgets keys whose time is over, 500 at most; returns how many. */
    public int purge(Instant now) {
        List<@Nullable Object[]> over = sql.list(
                "SELECT bot, idem_key FROM idempotency_key WHERE expires_at <= ? ORDER BY expires_at LIMIT ?",
                row -> new @Nullable Object[] {row.getString("bot"), row.getString("idem_key")},
                now,
                AT_ONCE);
        sql.batch("DELETE FROM idempotency_key WHERE bot = ? AND idem_key = ?", over);
        return over.size();
    }
}

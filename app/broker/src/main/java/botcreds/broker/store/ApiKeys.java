package botcreds.broker.store;

import botcreds.broker.model.BotId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Keys of bots that the broker made, by their hash; the keys themselves are kept nowhere. */
public final class ApiKeys {
    private static final String COLUMNS = "SELECT key_id, bot, sha256, created_at, expires_at FROM api_key";

    private final Sql sql;

    ApiKeys(Sql sql) {
        this.sql = sql;
    }

    /**
     * A key of a bot.
     *
     * @param keyId     what humans call it
     * @param sha256    SHA-256 of the whole key, hex in lower case
     * @param expiresAt when it stops counting; empty until it is rotated
     */
    public record ApiKey(String keyId, BotId bot, String sha256, Instant createdAt, Optional<Instant> expiresAt) {}

    public void add(ApiKey key) {
        sql.update(
                "INSERT INTO api_key (key_id, bot, sha256, created_at, expires_at) VALUES (?, ?, ?, ?, ?)",
                key.keyId(),
                key.bot().value(),
                key.sha256(),
                key.createdAt(),
                key.expiresAt());
    }

    /** The key with this hash, also when its time is over: whoever asks compares {@code expiresAt} with now. */
    public Optional<ApiKey> bySha256(String hex) {
        return sql.first(COLUMNS + " WHERE sha256 = ?", ApiKeys::key, hex);
    }

    /** All keys of a bot, newest first. */
    public List<ApiKey> of(BotId bot) {
        return sql.list(COLUMNS + " WHERE bot = ? ORDER BY created_at DESC, key_id", ApiKeys::key, bot.value());
    }

    /** All keys of all bots, also those whose time is over. */
    public List<ApiKey> all() {
        return sql.list(COLUMNS, ApiKeys::key);
    }

    /** Lets a key end at that time; one that ends earlier keeps its time. Returns whether it changed. */
    public boolean expire(String keyId, Instant at) {
        return sql.update(
                        "UPDATE api_key SET expires_at = ? WHERE key_id = ? AND (expires_at IS NULL OR expires_at > ?)",
                        at,
                        keyId,
                        at)
                == 1;
    }

    private static ApiKey key(ResultSet row) throws SQLException {
        return new ApiKey(
                row.getString("key_id"),
                new BotId(row.getString("bot")),
                row.getString("sha256"),
                Columns.instant(row, "created_at"),
                Columns.instantIfAny(row, "expires_at"));
    }
}

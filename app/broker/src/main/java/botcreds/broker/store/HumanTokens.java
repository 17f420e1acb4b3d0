package botcreds.broker.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** Tokens of humans who signed in from a terminal, by their hash; a row goes when its token ends. */
public final class HumanTokens {
    private static final String SELECT =
            "SELECT token_id, human_id, human_name, sha256, host, created_at, expires_at FROM human_token";

    private final Sql sql;

    HumanTokens(Sql sql) {
        this.sql = sql;
    }

    /**
     * A token of a human.
     *
     * @param id     what humans call it
     * @param name   of the human when they signed in, for reading
     * @param sha256 SHA-256 of the whole token, hex in lower case
     * @param host   as the device said; nobody has checked it
     */
    public record Token(
            String id, String humanId, String name, String sha256, String host, Instant createdAt, Instant expiresAt) {}

    public void add(Token token) {
        sql.update(
                "INSERT INTO human_token (token_id, human_id, human_name, sha256, host, created_at, expires_at)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?)",
                token.id(),
                token.humanId(),
                token.name(),
                token.sha256(),
                token.host(),
                token.createdAt(),
                token.expiresAt());
    }

    /** Every token that lives; as many as there are humans at work. */
    public List<Token> living(Instant now) {
        return sql.list(SELECT + " WHERE expires_at > ? ORDER BY created_at, token_id", HumanTokens::token, now);
    }

    /** The living tokens of a human, oldest first. */
    public List<Token> of(String humanId, Instant now) {
        return sql.list(
                SELECT + " WHERE human_id = ? AND expires_at > ? ORDER BY created_at, token_id",
                HumanTokens::token,
                humanId,
                now);
    }

    /** Ends a token; false if it had ended before. */
    public boolean end(String tokenId) {
        return sql.update("DELETE FROM human_token WHERE token_id = ?", tokenId) == 1;
    }

    /** Forgets those whose time was over at that moment. */
    public void purge(Instant before) {
        sql.update("DELETE FROM human_token WHERE expires_at <= ?", before);
    }

    private static Token token(ResultSet row) throws SQLException {
        return new Token(
                row.getString("token_id"),
                row.getString("human_id"),
                row.getString("human_name"),
                row.getString("sha256"),
                row.getString("host"),
                Columns.instant(row, "created_at"),
                Columns.instant(row, "expires_at"));
    }
}

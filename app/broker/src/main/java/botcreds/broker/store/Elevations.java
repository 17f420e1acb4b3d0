package botcreds.broker.store;

import botcreds.broker.model.BotId;
import botcreds.broker.model.Elevation;
import botcreds.broker.model.Permissions;
import botcreds.broker.model.Scope;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What humans let bots have for a while. A row goes when its time is over or a human ends it; the audit log keeps the story. */
public final class Elevations {
    private static final String COLUMNS =
            "SELECT id, bot, repositories, permissions, granted_by, granted_name, granted_at, ends_at FROM elevation ";

    private final Sql sql;
    private final Moment moment;

    Elevations(Sql sql, Moment moment) {
        this.sql = sql;
        this.moment = moment;
    }

    public void add(Elevation elevation) {
        sql.update(
                """
                INSERT INTO elevation
                  (id, bot, repositories, permissions, granted_by, granted_name, granted_at, ends_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """,
                elevation.id(),
                elevation.bot().value(),
                RequestRow.words(elevation.scope().repositoryNames()),
                RequestRow.words(elevation.scope().permissions().words()),
                elevation.byId(),
                elevation.byName(),
                elevation.grantedAt(),
                elevation.endsAt());
    }

    /** One that counts now. */
    public Optional<Elevation> byId(String id) {
        return sql.first(COLUMNS + "WHERE id = ? AND ends_at > ?", Elevations::read, id, moment.now());
    }

    /** Those of a bot that count now, the one that ends first in front. */
    public List<Elevation> of(BotId bot) {
        return sql.list(
                COLUMNS + "WHERE bot = ? AND ends_at > ? ORDER BY ends_at, id",
                Elevations::read,
                bot.value(),
                moment.now());
    }

    /** All that count now, by bot. */
    public List<Elevation> all() {
        return sql.list(COLUMNS + "WHERE ends_at > ? ORDER BY bot, ends_at, id", Elevations::read, moment.now());
    }

    /** One that counts until a pull request is over. */
    public record Waiting(Elevation elevation, long pullRequest) {}

    /** From now on it ends with this pull request, too. */
    public void letWait(String id, long pullRequest) {
        sql.update("UPDATE elevation SET pull_request = ? WHERE id = ?", pullRequest, id);
    }

    /** Those that count now and wait for a pull request. */
    public List<Waiting> waiting() {
        return sql.list("""
                SELECT id, bot, repositories, permissions, granted_by, granted_name, granted_at, ends_at, pull_request
                  FROM elevation WHERE pull_request IS NOT NULL AND ends_at > ? ORDER BY bot, ends_at, id
                """, row -> new Waiting(read(row), row.getLong("pull_request")), moment.now());
    }

    /** Those whose time is over, longest over first. */
    public List<Elevation> due(Instant now, int limit) {
        return sql.list(COLUMNS + "WHERE ends_at <= ? ORDER BY ends_at LIMIT ?", Elevations::read, now, limit);
    }

    /** Ends it; false if it had ended before. */
    public boolean end(String id) {
        return sql.update("DELETE FROM elevation WHERE id = ?", id) == 1;
    }

    private static Elevation read(ResultSet row) throws SQLException {
        return new Elevation(
                row.getString("id"),
                new BotId(row.getString("bot")),
                Scope.of(
                        Columns.words(row, "repositories").stream()
                                .map(RepositoryNames::named)
                                .toList(),
                        Permissions.ofWords(Columns.words(row, "permissions"))),
                row.getString("granted_by"),
                row.getString("granted_name"),
                Columns.instant(row, "granted_at"),
                Columns.instant(row, "ends_at"));
    }
}

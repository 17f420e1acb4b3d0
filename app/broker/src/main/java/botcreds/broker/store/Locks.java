package botcreds.broker.store;

import botcreds.broker.model.BotId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Bots that get nothing until a human unlocks them. */
public final class Locks {
    private final Sql sql;
    private final Moment moment;
    /** What this unit of work, or another of its batch, knows already; nobody else can write meanwhile. */
    private final Map<BotId, Boolean> known = new HashMap<>();

    Locks(Sql sql, Moment moment, LookedAhead ahead) {
        this.sql = sql;
        this.moment = moment;
        ahead.unlocked().forEach(bot -> known.put(bot, false));
    }

    /**
     * A locked bot.
     *
     * @param by     who locked it
     * @param reason why, in that human's words
     */
    public record Lock(BotId bot, String by, String reason, Instant at) {}

    /** Locks the bot; false if it was locked before, and then the older lock stays as it was. */
    public boolean lock(BotId bot, String by, String reason) {
        if (isLocked(bot)) {
            return false;
        }
        known.clear();
        sql.update(
                "INSERT INTO bot_lock (bot, locked_by, reason, at) VALUES (?, ?, ?, ?)",
                bot.value(),
                by,
                reason,
                moment.now());
        return true;
    }

    /** Unlocks the bot; false if it was not locked. */
    public boolean unlock(BotId bot) {
        known.clear();
        return sql.update("DELETE FROM bot_lock WHERE bot = ?", bot.value()) == 1;
    }

    public boolean isLocked(BotId bot) {
        return known.computeIfAbsent(bot, asked -> of(asked).isPresent());
    }

    public Optional<Lock> of(BotId bot) {
        return sql.first("SELECT bot, locked_by, reason, at FROM bot_lock WHERE bot = ?", Locks::lock, bot.value());
    }

    /** All locked bots, by name. */
    public List<Lock> all() {
        return sql.list("SELECT bot, locked_by, reason, at FROM bot_lock ORDER BY bot", Locks::lock);
    }

    private static Lock lock(ResultSet row) throws SQLException {
        return new Lock(
                new BotId(row.getString("bot")),
                row.getString("locked_by"),
                row.getString("reason"),
                Columns.instant(row, "at"));
    }
}

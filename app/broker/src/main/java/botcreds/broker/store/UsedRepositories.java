package botcreds.broker.store;

import botcreds.broker.model.AsciiCase;
import botcreds.broker.model.BotId;

/** Which repositories each bot has been given credentials for; one row each, so it does not grow with the log. */
public final class UsedRepositories {
    private final Sql sql;
    private final Moment moment;

    UsedRepositories(Sql sql, Moment moment) {
        this.sql = sql;
        this.moment = moment;
    }

    public boolean contains(BotId bot, String fullName) {
        return sql.first(
                        "SELECT 1 FROM used_repository WHERE bot = ? AND folded = ?",
                        row -> true,
                        bot.value(),
                        AsciiCase.fold(fullName))
                .isPresent();
    }

    /** How many a bot has used; none for one that is new. */
    public int count(BotId bot) {
        return sql.first("SELECT COUNT(*) AS n FROM used_repository WHERE bot = ?", row -> row.getInt("n"), bot.value())
                .orElseThrow();
    }

    /** Notes that a bot was given credentials for the repository; again changes nothing. */
    public void add(BotId bot, String fullName) {
        if (!contains(bot, fullName)) {
            sql.update(
                    "INSERT INTO used_repository (bot, folded, since) VALUES (?, ?, ?)",
                    bot.value(),
                    AsciiCase.fold(fullName),
                    moment.now());
        }
    }
}

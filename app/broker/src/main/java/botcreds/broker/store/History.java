package botcreds.broker.store;

import botcreds.broker.model.BotId;

/** How humans decided the same ask of the same bot before. One row for each, so it does not grow with the log. */
public final class History {
    private final Sql sql;

    History(Sql sql) {
        this.sql = sql;
    }

    /** How often humans said yes and no. */
    public record Counts(int approved, int denied) {}

    /** Counts a human's decision. */
    public void count(BotId bot, String fingerprint, boolean approved) {
        int yes = approved ? 1 : 0;
        int changed = sql.update(
                "UPDATE decision_count SET approved = approved + ?, denied = denied + ? WHERE bot = ? AND fingerprint = ?",
                yes,
                1 - yes,
                bot.value(),
                fingerprint);
        if (changed == 0) {
            sql.update(
                    "INSERT INTO decision_count (bot, fingerprint, approved, denied) VALUES (?, ?, ?, ?)",
                    bot.value(),
                    fingerprint,
                    yes,
                    1 - yes);
        }
    }

    public Counts of(BotId bot, String fingerprint) {
        return sql.first(
                        "SELECT approved, denied FROM decision_count WHERE bot = ? AND fingerprint = ?",
                        row -> new Counts(row.getInt("approved"), row.getInt("denied")),
                        bot.value(),
                        fingerprint)
                .orElse(new Counts(0, 0));
    }
}

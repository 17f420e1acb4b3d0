package botcreds.broker.store;

import botcreds.broker.model.BotId;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** When each rule of a bot last led to a credential. One row for each rule that ever did. */
public final class RuleUses {
    private final Sql sql;

    RuleUses(Sql sql) {
        this.sql = sql;
    }

    /** Notes a use; {@code rule} is what the rule says, not where it stands. */
    public void note(BotId bot, String rule, Instant at) {
        int changed =
                sql.update("UPDATE rule_use SET last_used_at = ? WHERE bot = ? AND rule = ?", at, bot.value(), rule);
        if (changed == 0) {
            sql.update("INSERT INTO rule_use (bot, rule, last_used_at) VALUES (?, ?, ?)", bot.value(), rule, at);
        }
    }

    /** Returns the last use of each rule of a bot that was ever used, by what it says. */
    public Map<String, Instant> of(BotId bot) {
        Map<String, Instant> uses = new TreeMap<>();
        sql.list(
                        "SELECT rule, last_used_at FROM rule_use WHERE bot = ?",
                        row -> Map.entry(row.getString("rule"), Columns.instant(row, "last_used_at")),
                        bot.value())
                .forEach(use -> uses.put(use.getKey(), use.getValue()));
        return uses;
    }
}

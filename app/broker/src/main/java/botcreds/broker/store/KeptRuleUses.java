package botcreds.broker.store;

import botcreds.broker.model.Level;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What was used of remembered rules, and what humans said of them when they looked again. A rule is named by its key. Small:
 * a row for each permission and level of each rule that stands.
 */
public final class KeptRuleUses {
    private final Sql sql;
    private final Moment moment;

    KeptRuleUses(Sql sql, Moment moment) {
        this.sql = sql;
        this.moment = moment;
    }

    /** One permission at one level, and when a credential was last issued with it under the rule. */
    public record Use(String permission, Level level, Instant lastAt) {}

    /** A human's word that a rule shall stay. */
    public record Kept(String byId, String byName, Instant at) {}

    /** Notes that a credential with this permission was issued under the rule. */
    public void note(String rule, String permission, Level level) {
        int changed = sql.update(
                "UPDATE kept_rule_use SET last_used_at = ? WHERE rule_key = ? AND permission = ? AND level = ?",
                moment.now(),
                rule,
                permission,
                level);
        if (changed == 0) {
            sql.update(
                    "INSERT INTO kept_rule_use (rule_key, permission, level, last_used_at) VALUES (?, ?, ?, ?)",
                    rule,
                    permission,
                    level,
                    moment.now());
        }
    }

    public List<Use> of(String rule) {
        return sql.list(
                "SELECT permission, level, last_used_at FROM kept_rule_use WHERE rule_key = ? ORDER BY permission, level",
                row -> new Use(
                        row.getString("permission"),
                        Level.valueOf(row.getString("level")),
                        Columns.instant(row, "last_used_at")),
                rule);
    }

    /** Notes that a human wants the rule to stay; the newest word counts. */
    public void keep(String rule, String byId, String byName) {
        int changed = sql.update(
                "UPDATE kept_rule_review SET kept_by = ?, kept_name = ?, kept_at = ? WHERE rule_key = ?",
                byId,
                byName,
                moment.now(),
                rule);
        if (changed == 0) {
            sql.update(
                    "INSERT INTO kept_rule_review (rule_key, kept_by, kept_name, kept_at) VALUES (?, ?, ?, ?)",
                    rule,
                    byId,
                    byName,
                    moment.now());
        }
    }

    public Optional<Kept> kept(String rule) {
        return sql.first(
                "SELECT kept_by, kept_name, kept_at FROM kept_rule_review WHERE rule_key = ?",
                row -> new Kept(row.getString("kept_by"), row.getString("kept_name"), Columns.instant(row, "kept_at")),
                rule);
    }

    /** The rule is gone, and what was known of it goes too. */
    public void forget(String rule) {
        sql.update("DELETE FROM kept_rule_use WHERE rule_key = ?", rule);
        sql.update("DELETE FROM kept_rule_review WHERE rule_key = ?", rule);
    }
}

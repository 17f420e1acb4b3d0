package botcreds.broker.policy;

import botcreds.broker.model.BotId;
import botcreds.broker.model.Permissions;
import botcreds.broker.model.Repository;
import botcreds.broker.model.Scope;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * A rule that Remember wrote and that stands in the file as it was written. What people wrote or changed by hand into
 * another form is none.
 *
 * @param key            names this rule and no other: another bot, text, human, day or request gives another key
 * @param byName         who had it remembered, as the comment has it
 * @param on             the day that was, UTC
 * @param requestShortId which request it was, without the {@code #}
 * @param expires        the last day on which it counts, UTC
 * @param line           1-based line of the file
 * @param text           the rule as one line of YAML, without dash and comment
 */
public record KeptRule(
        String key,
        BotId bot,
        Repository repository,
        Permissions permissions,
        String byName,
        LocalDate on,
        String requestShortId,
        Optional<LocalDate> expires,
        int line,
        String text) {
    public Scope scope() {
        return Scope.of(List.of(repository), permissions);
    }

    /** Returns where it stands, in the words that the audit log has for rules. */
    public String where() {
        return "bots." + bot + ".auto_approve (line " + line + ")";
    }
}

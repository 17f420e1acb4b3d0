package botcreds.broker.policy;

import botcreds.broker.model.BotId;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * A rule as it stands in the file.
 *
 * @param list        {@code deny}, {@code auto_approve} or {@code requires_approval}
 * @param line        1-based
 * @param repository  a name or a pattern; the pattern for everything where the rule names none
 * @param permissions as written; empty where the rule names none, which means all
 * @param expires     the last day it counts, UTC
 */
public record WrittenRule(
        BotId bot, String list, int line, String repository, List<String> permissions, Optional<LocalDate> expires) {
    public WrittenRule {
        permissions = List.copyOf(permissions);
    }
}

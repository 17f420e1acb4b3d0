package botcreds.broker.policy;

import botcreds.broker.model.BotId;
import botcreds.broker.model.Scope;
import java.time.LocalDate;
import java.util.Optional;

/**
 * What a human wants remembered.
 *
 * @param byName         who said so, as seen; goes into a comment, cleaned
 * @param on             the day it was said, UTC
 * @param requestShortId without the {@code #}
 * @param expires        the last day on which the rule counts, UTC
 */
public record RememberedRule(
        BotId bot, Scope scope, String byName, LocalDate on, String requestShortId, Optional<LocalDate> expires) {}

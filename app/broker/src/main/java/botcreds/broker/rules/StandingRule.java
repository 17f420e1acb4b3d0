package botcreds.broker.rules;

import botcreds.broker.model.BotId;
import botcreds.broker.model.Permissions;
import botcreds.broker.model.Scope;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/**
 * A remembered rule as one human is shown it.
 *
 * @param key        names it, and no rule that takes its place
 * @param text       the rule as one line of YAML
 * @param byName     who had it remembered
 * @param on         when, UTC
 * @param lastUsed   when a credential was last issued under it; empty when never since uses are written down
 * @param isUnused   whether it has been there for 30 days and nothing was issued under it for as long
 * @param narrower   what would have been enough, where less than the rule gives was used for 30 days
 * @param lastKept   the newest word of a human that it shall stay
 * @param mayKeep    whether this human decides about what the rule gives
 * @param mayRemove  the same, or the bot is theirs
 */
public record StandingRule(
        String key,
        BotId bot,
        Scope scope,
        String text,
        String byName,
        LocalDate on,
        String requestShortId,
        Optional<Instant> lastUsed,
        boolean isUnused,
        Optional<Permissions> narrower,
        Optional<Kept> lastKept,
        boolean mayKeep,
        boolean mayRemove) {
    /** Who said so and when. */
    public record Kept(String byId, String byName, Instant at) {}

    /** Whether removing or narrowing it is suggested. */
    public boolean isDoubtful() {
        return isUnused || narrower.isPresent();
    }
}

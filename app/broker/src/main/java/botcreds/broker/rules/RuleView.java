package botcreds.broker.rules;

import botcreds.broker.model.BotId;
import botcreds.broker.model.Elevation;
import botcreds.broker.policy.WrittenRule;
import java.util.List;
import java.util.Optional;

/**
 * A rule that counts now: a line of the policy, or what a human gave for a while.
 *
 * @param list         {@code deny}, {@code auto_approve}, {@code requires_approval} or {@code elevation}
 * @param name         {@code line 12} of the policy file, or the elevation's id
 * @param repositories names, or one pattern
 * @param permissions  empty for all
 * @param ends         the last day of a rule, or the time an elevation ends
 * @param by           who gave it, if it is an elevation
 */
public record RuleView(
        BotId bot,
        String list,
        String name,
        List<String> repositories,
        List<String> permissions,
        Optional<String> ends,
        Optional<String> by) {
    public RuleView {
        repositories = List.copyOf(repositories);
        permissions = List.copyOf(permissions);
    }

    /** What humans added for a time. */
    public static RuleView of(WrittenRule rule) {
        return new RuleView(
                rule.bot(),
                rule.list(),
                "line " + rule.line(),
                List.of(rule.repository()),
                rule.permissions(),
                rule.expires().map(Object::toString),
                Optional.empty());
    }

    /** A line of the policy. */
    public static RuleView of(Elevation elevation) {
        return new RuleView(
                elevation.bot(),
                "elevation",
                elevation.id(),
                elevation.scope().repositoryNames(),
                elevation.scope().permissions().words(),
                Optional.of(elevation.endsAt().toString()),
                Optional.of(elevation.byName()));
    }
}

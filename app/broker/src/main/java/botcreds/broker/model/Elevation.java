package botcreds.broker.model;

import java.time.Instant;
import java.util.Optional;

/**
 * What a human lets a bot have without asking, until it ends. It counts where policy would ask a human, and never against a
 * deny.
 *
 * @param id     {@code elv_} and letters and digits; what humans call it
 * @param byId   who gave it
 * @param byName as seen at the time
 * @param endsAt counts until just before this time
 */
public record Elevation(
        String id, BotId bot, Scope scope, String byId, String byName, Instant grantedAt, Instant endsAt) {
    private static final String PREFIX = "elv_";
    private static final String RULE = "elevations[";

    /** Returns the id for some random letters and digits. */
    public static String id(String random) {
        return PREFIX + random;
    }

    /** Returns how a request that it allowed names it, where another names its line of the policy. */
    public String rule() {
        return RULE + id + "]";
    }

    /** Tells whether a request's rule is an elevation. */
    public static boolean isOne(String rule) {
        return rule.startsWith(RULE);
    }

    /** Tells whether it gives this permission on this repository, at that level or a lower one. */
    public boolean covers(Repository repository, String permission, Level level) {
        return scope.repositories().contains(repository)
                && Optional.ofNullable(scope.permissions().levels().get(permission))
                        .filter(held -> held.covers(level))
                        .isPresent();
    }
}

package botcreds.broker.access;

import java.time.Instant;
import java.util.Optional;

/**
 * Which rows of the audit log; newest first, unless it says after which row.
 *
 * @param since  only rows at or after this time
 * @param until  only rows before this time
 * @param before only rows with a smaller number, for the next page
 * @param after  only rows with a greater number, and then oldest first
 * @param event  the word of an event, for example {@code credential_issued}
 * @param limit  1 to 1000
 */
public record LogQuery(
        Optional<Instant> since,
        Optional<Instant> until,
        Optional<Long> before,
        Optional<Long> after,
        Optional<String> bot,
        Optional<String> repo,
        Optional<String> event,
        int limit) {
    /** The newest rows since a time. */
    public LogQuery(
            Optional<Instant> since, Optional<String> bot, Optional<String> repo, Optional<String> event, int limit) {
        this(since, Optional.empty(), Optional.empty(), bot, repo, event, limit);
    }

    /** The newest rows between two times, or before a row. */
    public LogQuery(
            Optional<Instant> since,
            Optional<Instant> until,
            Optional<Long> before,
            Optional<String> bot,
            Optional<String> repo,
            Optional<String> event,
            int limit) {
        this(since, until, before, Optional.empty(), bot, repo, event, limit);
    }
}

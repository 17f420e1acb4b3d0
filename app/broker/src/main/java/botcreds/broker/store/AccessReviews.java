package botcreds.broker.store;

import java.time.Instant;
import java.util.Optional;

/** When rules were last put before humans for another look. One row, so that of several nodes one does it. */
public final class AccessReviews {
    private final Sql sql;
    private final Moment moment;

    AccessReviews(Sql sql, Moment moment) {
        this.sql = sql;
        this.moment = moment;
    }

    /** Says that uses are written down from now on, where that was not said before; the first review counts from here. */
    public void begin() {
        sql.update(
                "UPDATE access_review SET uses_since = ?, last_at = ? WHERE id = 1 AND uses_since IS NULL",
                moment.now(),
                moment.now());
    }

    /** Since when uses of rules have been written down; empty before the first start. */
    public Optional<Instant> usesSince() {
        return sql.first(
                        "SELECT uses_since FROM access_review WHERE id = 1",
                        row -> Columns.instantIfAny(row, "uses_since"))
                .flatMap(since -> since);
    }

    /** Tells whether the last review was at or before this time. */
    public boolean isDue(Instant lastAtOrBefore) {
        return sql.first("SELECT 1 FROM access_review WHERE last_at <= ?", row -> true, lastAtOrBefore)
                .isPresent();
    }

    /** Takes the review that is due; true for exactly one of those who ask. */
    public boolean take(Instant lastAtOrBefore) {
        return sql.update(
                        "UPDATE access_review SET last_at = ? WHERE id = 1 AND last_at <= ?",
                        moment.now(),
                        lastAtOrBefore)
                == 1;
    }
}

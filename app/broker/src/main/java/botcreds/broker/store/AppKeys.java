package botcreds.broker.store;

import java.time.Instant;
import java.util.Optional;

/** Since when each key of the App is known here, by its fingerprint. Nothing of the key itself. */
public final class AppKeys {
    private final Sql sql;
    private final Moment moment;

    AppKeys(Sql sql, Moment moment) {
        this.sql = sql;
        this.moment = moment;
    }

    /** Empty if the key has never been seen. */
    public Optional<Instant> firstSeen(String fingerprint) {
        return sql.first(
                "SELECT first_seen FROM app_key WHERE fingerprint = ?",
                row -> Columns.instant(row, "first_seen"),
                fingerprint);
    }

    /** Notes that the key is in use; again changes nothing. */
    public void see(String fingerprint) {
        if (firstSeen(fingerprint).isEmpty()) {
            sql.update("INSERT INTO app_key (fingerprint, first_seen) VALUES (?, ?)", fingerprint, moment.now());
        }
    }
}

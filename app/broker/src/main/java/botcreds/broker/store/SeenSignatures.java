package botcreds.broker.store;

import java.time.Duration;
import java.time.Instant;

/** Digests of the signed requests that were let in, so that none is let in twice, whatever was restarted meanwhile. */
public final class SeenSignatures {
    /** Twice the five minutes either way in which one timestamp can pass. */
    private static final Duration KEPT = Duration.ofMinutes(10);

    private final Sql sql;
    private final Moment moment;

    SeenSignatures(Sql sql, Moment moment) {
        this.sql = sql;
        this.moment = moment;
    }

    /**
     * Notes a signature.
     *
     * @param digest at most 64 characters; never the signature itself
     * @return false if it was noted before, by whichever node
     */
    public boolean add(String digest) {
        if (sql.first("SELECT 1 FROM seen_signature WHERE digest = ?", row -> true, digest)
                .isPresent()) {
            return false;
        }
        sql.update("INSERT INTO seen_signature (digest, seen_at) VALUES (?, ?)", digest, moment.now());
        return true;
    }

    /** Forgets what is too old to pass again; returns how many. */
    public int purge(Instant now) {
        return sql.update("DELETE FROM seen_signature WHERE seen_at <= ?", now.minus(KEPT));
    }
}

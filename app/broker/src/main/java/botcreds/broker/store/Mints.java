package botcreds.broker.store;

import botcreds.broker.model.RequestId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Attempts to mint: one row each, written before GitHub is called. One at a time for each step of a request; the epoch
 * tells a late answer from the attempt that took over.
 */
public final class Mints {
    /** Longer than any grant lives, so that no attempt of a living request is forgotten. */
    private static final Duration KEPT = Duration.ofDays(30);

    private static final int AT_ONCE = 500;
    private static final String STARTED = "STARTED";
    private static final String COLUMNS =
            "SELECT request_id, step, epoch, outcome, started_at, lease_until, retry_at FROM mint_attempt ";

    private static final String FINISH = """
            UPDATE mint_attempt SET outcome = ?, retry_at = ?, due_at = ?
             WHERE request_id = ? AND step = ? AND epoch = ? AND outcome = 'STARTED'
               AND NOT EXISTS (SELECT 1 FROM mint_attempt n WHERE n.request_id = ? AND n.step = ? AND n.epoch > ?)
            """;

    private final Sql sql;
    private final Moment moment;
    private final String node;

    Mints(Sql sql, Moment moment, String node) {
        this.sql = sql;
        this.moment = moment;
        this.node = node;
    }

    private record Newest(Attempt attempt, String outcome, Optional<Instant> retryAt) {
        boolean isInFlight(Instant now) {
            return outcome.equals(STARTED) && attempt.leaseUntil().isAfter(now);
        }
    }

    /**
     * Begins an attempt.
     *
     * @param lease        for how long nobody else begins one
     * @param mostAttempts how many a step gets in all
     * @return empty when one is in flight, when the step was minted already, when the newest said to wait longer, or when
     *     all attempts are used up; {@link #standing} tells which
     */
    public Optional<Attempt> begin(RequestId request, int step, Duration lease, int mostAttempts) {
        Instant now = moment.now();
        Optional<Newest> newest = newest(request, step);
        int epoch = newest.map(last -> last.attempt().epoch()).orElse(0) + 1;
        boolean mayNot = newest.map(last -> last.isInFlight(now)
                        || last.outcome().equals(Outcome.MINTED.name())
                        || last.retryAt().filter(now::isBefore).isPresent())
                .orElse(false);
        if (mayNot || epoch > mostAttempts) {
            return Optional.empty();
        }
        return Optional.of(insert(new Attempt(request, step, epoch, now, now.plus(lease))));
    }

    /** Begins the first attempt of a request that was added in the same unit of work: there cannot be another. */
    public Attempt beginFirst(RequestId request, Duration lease) {
        Instant now = moment.now();
        return insert(new Attempt(request, 0, 1, now, now.plus(lease)));
    }

    private Attempt insert(Attempt attempt) {
        sql.insertLater(
                """
                INSERT INTO mint_attempt (request_id, step, epoch, outcome, started_at, lease_until, due_at, node)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """,
                attempt.request().value(),
                attempt.step(),
                attempt.epoch(),
                STARTED,
                attempt.startedAt(),
                attempt.leaseUntil(),
                attempt.leaseUntil(),
                node);
        return attempt;
    }

    /**
     * Books what became of an attempt.
     *
     * @param retryAt when the next may begin; empty for at once
     * @return false if it was booked before, or if it minted while a newer attempt has begun: then the token in hand is
     *     nobody's and must be revoked
     */
    public boolean finish(Attempt attempt, Outcome outcome, Optional<Instant> retryAt) {
        // Any epoch is newer than none, so that a failure is booked whatever came after it.
        int newestThatCounts = outcome == Outcome.MINTED ? attempt.epoch() : Integer.MAX_VALUE;
        return sql.updateOneLater(
                FINISH,
                outcome,
                retryAt,
                moment.now().plus(KEPT),
                attempt.request().value(),
                attempt.step(),
                attempt.epoch(),
                attempt.request().value(),
                attempt.step(),
                newestThatCounts);
    }

    /** Whether it was this very attempt that put the step's token on the books. */
    public boolean isMinted(Attempt attempt) {
        return sql.first(
                        COLUMNS + "WHERE request_id = ? AND step = ? AND epoch = ? AND outcome = 'MINTED'",
                        Mints::attempt,
                        attempt.request().value(),
                        attempt.step(),
                        attempt.epoch())
                .isPresent();
    }

    /** How minting that step stands; empty when it was never begun. */
    public Optional<Standing> standing(RequestId request, int step) {
        return newest(request, step)
                .map(last -> new Standing(
                        last.attempt().epoch(),
                        last.outcome().equals(STARTED)
                                ? Optional.empty()
                                : Optional.of(Outcome.valueOf(last.outcome())),
                        last.retryAt(),
                        last.isInFlight(moment.now())));
    }

    /** Attempts that never finished and whose lease is over, longest over first. */
    public List<Attempt> abandoned(Instant now, int limit) {
        return sql.list(
                COLUMNS + "WHERE due_at <= ? AND outcome = 'STARTED' ORDER BY due_at LIMIT ?",
                Mints::attempt,
                now,
                limit);
    }

    /** Forgets what finished 30 days ago, 500 attempts at most; returns how many. */
    public int purge(Instant now) {
        List<@Nullable Object[]> old = sql.list(
                COLUMNS + "WHERE due_at <= ? AND outcome <> 'STARTED' ORDER BY due_at LIMIT ?",
                row -> new @Nullable Object[] {row.getString("request_id"), row.getInt("step"), row.getInt("epoch")},
                now,
                AT_ONCE);
        sql.batch("DELETE FROM mint_attempt WHERE request_id = ? AND step = ? AND epoch = ?", old);
        return old.size();
    }

    private Optional<Newest> newest(RequestId request, int step) {
        return sql.first(
                COLUMNS + "WHERE request_id = ? AND step = ? ORDER BY epoch DESC LIMIT 1",
                row -> new Newest(attempt(row), row.getString("outcome"), Columns.instantIfAny(row, "retry_at")),
                request.value(),
                step);
    }

    private static Attempt attempt(ResultSet row) throws SQLException {
        return new Attempt(
                new RequestId(row.getString("request_id")),
                row.getInt("step"),
                row.getInt("epoch"),
                Columns.instant(row, "started_at"),
                Columns.instant(row, "lease_until"));
    }
}

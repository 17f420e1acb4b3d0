package botcreds.broker.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Pushes to be judged, and the commits that were found wanting. */
public final class Pushes {
    private static final Duration KEPT = Duration.ofDays(30);
    private static final int AT_ONCE = 500;

    private final Sql sql;
    private final Moment moment;

    Pushes(Sql sql, Moment moment) {
        this.sql = sql;
        this.moment = moment;
    }

    /** A push that waits. */
    public record Waiting(String delivery, String body, Instant receivedAt, int tries) {}

    /** A commit that was found wanting, where, and why. */
    public record Wanting(String ref, String sha, String why) {}

    /** Takes a push in; false when this delivery was taken in before. */
    public boolean add(String delivery, String body) {
        if (sql.first("SELECT delivery FROM push WHERE delivery = ?", row -> true, delivery)
                .isPresent()) {
            return false;
        }
        sql.update(
                "INSERT INTO push (delivery, body, received_at, tries, due_at) VALUES (?, ?, ?, 0, ?)",
                delivery,
                body,
                moment.now(),
                moment.now());
        return true;
    }

    /** Those to judge by now, longest due first. */
    public List<Waiting> due(Instant now, int limit) {
        return sql.list(
                "SELECT delivery, body, received_at, tries FROM push WHERE due_at <= ? ORDER BY due_at LIMIT ?",
                row -> new Waiting(
                        row.getString("delivery"),
                        row.getString("body"),
                        Columns.instant(row, "received_at"),
                        row.getInt("tries")),
                now,
                limit);
    }

    /** Keeps the delivery's name only; false when another node was faster. */
    public boolean done(String delivery) {
        return sql.update(
                        "UPDATE push SET body = NULL, due_at = NULL WHERE delivery = ? AND due_at IS NOT NULL",
                        delivery)
                == 1;
    }

    public void retry(String delivery, Instant at) {
        sql.update(
                "UPDATE push SET tries = tries + 1, due_at = ? WHERE delivery = ? AND due_at IS NOT NULL",
                at,
                delivery);
    }

    /** Forgets deliveries of 30 days ago, 500 at most; returns how many. */
    public int purge(Instant now) {
        List<@Nullable Object[]> old = sql.list(
                "SELECT delivery FROM push WHERE received_at <= ? AND due_at IS NULL ORDER BY received_at LIMIT ?",
                row -> new @Nullable Object[] {row.getString("delivery")},
                now.minus(KEPT),
                AT_ONCE);
        sql.batch("DELETE FROM push WHERE delivery = ?", old);
        return old.size();
    }

    /** Remembers a commit that was found wanting on a ref. */
    public void addWanting(long repository, Wanting commit) {
        boolean known = sql.first(
                        "SELECT sha FROM unattributed_commit WHERE github_id = ? AND ref = ? AND sha = ?",
                        row -> true,
                        repository,
                        commit.ref(),
                        commit.sha())
                .isPresent();
        if (!known) {
            sql.update(
                    "INSERT INTO unattributed_commit (github_id, ref, sha, why) VALUES (?, ?, ?, ?)",
                    repository,
                    commit.ref(),
                    commit.sha(),
                    commit.why());
        }
    }

    /** Those that are known to be on a ref. */
    public List<Wanting> wantingOn(long repository, String ref) {
        return sql.list(
                "SELECT ref, sha, why FROM unattributed_commit WHERE github_id = ? AND ref = ? ORDER BY sha",
                row -> new Wanting(row.getString("ref"), row.getString("sha"), row.getString("why")),
                repository,
                ref);
    }

    /** The same commit, on whichever ref it was found; empty when it never was. */
    public List<Wanting> wanting(long repository, String sha) {
        return sql.list(
                "SELECT ref, sha, why FROM unattributed_commit WHERE github_id = ? AND sha = ? ORDER BY ref LIMIT 1",
                row -> new Wanting(row.getString("ref"), row.getString("sha"), row.getString("why")),
                repository,
                sha);
    }

    /** The ref is without them by now. */
    public void forgetWanting(long repository, String ref) {
        sql.update("DELETE FROM unattributed_commit WHERE github_id = ? AND ref = ?", repository, ref);
    }
}

package botcreds.broker.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The brokers that share the database, and which of them is on duty: it alone does what must be done once. All of it goes by
 * the database's time, so the nodes' clocks may be apart.
 */
public final class Nodes {
    /** Longer than any attempt to mint is leased for: what is due later than that has finished. */
    private static final Duration LONGEST_ATTEMPT = Duration.ofMinutes(5);

    private static final String BEARINGS =
            "SELECT place, seal_keys, app, policy, policy_since FROM node WHERE seal_keys IS NOT NULL AND ";

    private final Sql sql;
    private final Moment moment;
    private final SealKeys keys;
    private final String self;

    Nodes(Sql sql, Moment moment, SealKeys keys, String self) {
        this.sql = sql;
        this.moment = moment;
        this.keys = keys;
        this.self = self;
    }

    /** Says that this node lives, for that long; without another word it counts as gone then. */
    public void beat(Duration lease) {
        Instant now = moment.now();
        Instant until = now.plus(lease);
        if (sql.update("UPDATE node SET alive_until = ? WHERE id = ?", until, self) == 0) {
            sql.update("INSERT INTO node (id, started_at, alive_until) VALUES (?, ?, ?)", self, now, until);
        }
    }

    /**
     * Writes down what this node goes by; it must have said that it lives.
     *
     * @param place where it runs, 300 characters at most
     * @param app   which GitHub App it is, and where
     */
    public void goBy(String place, String app, String policy) {
        Instant since = ownBearings()
                .filter(before -> before.policy().equals(policy))
                .map(Bearings::policySince)
                .orElseGet(moment::now);
        sql.update(
                "UPDATE node SET place = ?, seal_keys = ?, app = ?, policy = ?, policy_since = ? WHERE id = ?",
                place,
                String.join(" ", keys.names()),
                app,
                policy,
                since,
                self);
    }

    /** What this node has written down; empty if it has not, or was taken for gone since. */
    public Optional<Bearings> ownBearings() {
        return sql.first(BEARINGS + "id = ?", Nodes::bearings, self);
    }

    /** What the other living nodes go by, as far as they say so. */
    public List<Bearings> othersBearings() {
        return sql.list(BEARINGS + "id <> ? AND alive_until > ? ORDER BY id", Nodes::bearings, self, moment.now());
    }

    private static Bearings bearings(ResultSet row) throws SQLException {
        return new Bearings(
                row.getString("place"),
                List.of(row.getString("seal_keys").split(" ", -1)),
                row.getString("app"),
                row.getString("policy"),
                Columns.instant(row, "policy_since"));
    }

    /**
     * Keeps the duty, or takes it if nobody has it any more.
     *
     * @return what {@link #hasDuty} is to be asked with, or empty while another node is on duty
     */
    public Optional<Long> takeDuty(Duration lease) {
        Instant now = moment.now();
        Instant until = now.plus(lease);
        boolean ours = sql.update(
                                "UPDATE duty SET lease_until = ? WHERE id = 1 AND node = ? AND lease_until > ?",
                                until,
                                self,
                                now)
                        == 1
                || sql.update(
                                "UPDATE duty SET node = ?, epoch = epoch + 1, lease_until = ?"
                                        + " WHERE id = 1 AND lease_until <= ?",
                                self,
                                until,
                                now)
                        == 1;
        return ours ? sql.first("SELECT epoch FROM duty WHERE id = 1", row -> row.getLong("epoch")) : Optional.empty();
    }

    /** The fence: whether nobody has taken over since. In the unit of work that books what was done on duty. */
    public boolean hasDuty(long epoch) {
        return sql.first("SELECT 1 FROM duty WHERE id = 1 AND node = ? AND epoch = ?", row -> true, self, epoch)
                .isPresent();
    }

    /** How many nodes live, this one among them. */
    public int living() {
        return sql.first("SELECT COUNT(*) AS n FROM node WHERE alive_until > ?", row -> row.getInt("n"), moment.now())
                .orElseThrow();
    }

    /** Forgets nodes that have said nothing for too long. What they were minting may be taken over at once. */
    public List<String> buryLapsed() {
        List<String> gone =
                sql.list("SELECT id FROM node WHERE alive_until <= ?", row -> row.getString("id"), moment.now());
        gone.forEach(this::bury);
        return gone;
    }

    /** The same for every other node, whatever it said, and takes the duty: only one process can have H2's file. */
    public void alone(Duration lease) {
        sql.list("SELECT id FROM node WHERE id <> ?", row -> row.getString("id"), self)
                .forEach(this::bury);
        sql.update("UPDATE duty SET lease_until = ? WHERE id = 1 AND node <> ?", moment.now(), self);
        beat(lease);
    }

    /** This node stops: another one may take the duty now. */
    public void leave() {
        sql.update("UPDATE duty SET lease_until = ? WHERE id = 1 AND node = ?", moment.now(), self);
        sql.update("DELETE FROM node WHERE id = ?", self);
    }

    private void bury(String node) {
        Instant now = moment.now();
        sql.update("""
                UPDATE mint_attempt SET lease_until = ?, due_at = ?
                 WHERE due_at > ? AND due_at <= ? AND outcome = 'STARTED' AND node = ?
                """, now, now, now, now.plus(LONGEST_ATTEMPT), node);
        sql.update("DELETE FROM node WHERE id = ?", node);
    }
}

package botcreds.broker.store;

import botcreds.broker.model.Repository;
import botcreds.broker.model.RequestId;
import botcreds.broker.model.SshPublicKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What deploy keys need beside their credentials: the keys that bots bring, and where keys of ours may be. */
public final class DeployKeys {
    private final Sql sql;

    DeployKeys(Sql sql) {
        this.sql = sql;
    }

    /**
     * A repository in which one of our keys may be.
     *
     * @param dueAt when to look there next
     */
    public record Place(long githubId, Repository repository, long installationId, Instant dueAt) {}

    /** Keeps the key a bot brought with its request. */
    public void offer(RequestId request, SshPublicKey key) {
        sql.update("INSERT INTO offered_key (request_id, public_key) VALUES (?, ?)", request.value(), key.line());
    }

    public Optional<SshPublicKey> offered(RequestId request) {
        return sql.first(
                "SELECT public_key FROM offered_key WHERE request_id = ?",
                row -> new SshPublicKey(row.getString("public_key")),
                request.value());
    }

    /** Remembers that a key may be there, before it is made. */
    public void mayBeIn(Place place) {
        int changed = sql.update(
                "UPDATE deploy_key_repository SET full_name = ?, installation_id = ?, due_at = ? WHERE github_id = ?",
                place.repository().fullName(),
                place.installationId(),
                place.dueAt(),
                place.githubId());
        if (changed == 0) {
            sql.update(
                    "INSERT INTO deploy_key_repository (github_id, full_name, installation_id, due_at) VALUES (?, ?, ?, ?)",
                    place.githubId(),
                    place.repository().fullName(),
                    place.installationId(),
                    place.dueAt());
        }
    }

    /** Places to look at by now, longest due first. */
    public List<Place> due(Instant now, int limit) {
        return sql.list(
                "SELECT github_id, full_name, installation_id, due_at FROM deploy_key_repository WHERE due_at <= ?"
                        + " ORDER BY due_at LIMIT ?",
                DeployKeys::place,
                now,
                limit);
    }

    /** Makes every place due: what happened while the broker was down is not known. */
    public void allDue(Instant now) {
        sql.update("UPDATE deploy_key_repository SET due_at = ? WHERE due_at > ?", now, now);
    }

    /** Puts off the next look, unless a key was made there meanwhile. */
    public void lookAgain(Place seen, Instant at) {
        sql.update(
                "UPDATE deploy_key_repository SET due_at = ? WHERE github_id = ? AND due_at = ?",
                at,
                seen.githubId(),
                seen.dueAt());
    }

    /** Forgets a place without a key of ours, unless one was made there meanwhile. */
    public void forget(Place seen) {
        sql.update(
                "DELETE FROM deploy_key_repository WHERE github_id = ? AND due_at = ?", seen.githubId(), seen.dueAt());
    }

    private static Place place(ResultSet row) throws SQLException {
        return new Place(
                row.getLong("github_id"),
                RepositoryNames.named(row.getString("full_name")),
                row.getLong("installation_id"),
                Columns.instant(row, "due_at"));
    }
}

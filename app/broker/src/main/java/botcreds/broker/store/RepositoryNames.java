package botcreds.broker.store;

import botcreds.broker.model.Repository;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Under which names a repository, by GitHub's id, has been seen. A name leads to one id; an id can have had several names. */
public final class RepositoryNames {
    private final Sql sql;

    RepositoryNames(Sql sql) {
        this.sql = sql;
    }

    public Optional<Long> idOf(Repository repository) {
        return sql.first(
                "SELECT github_id FROM repository_name WHERE folded = ?",
                row -> row.getLong("github_id"),
                repository.folded());
    }

    /** Remembers that this name led to this id; the newest id wins. */
    public void put(long id, Repository name) {
        int changed = sql.update(
                "UPDATE repository_name SET github_id = ?, full_name = ? WHERE folded = ?",
                id,
                name.fullName(),
                name.folded());
        if (changed == 0) {
            sql.update(
                    "INSERT INTO repository_name (folded, full_name, github_id) VALUES (?, ?, ?)",
                    name.folded(),
                    name.fullName(),
                    id);
        }
    }

    public Set<Repository> namesOf(long id) {
        return new HashSet<>(sql.list(
                "SELECT full_name FROM repository_name WHERE github_id = ?",
                row -> named(row.getString("full_name")),
                id));
    }

    public void forget(Repository name) {
        sql.update("DELETE FROM repository_name WHERE folded = ?", name.folded());
    }

    /** Reads a full name that was stored. */
    static Repository named(String fullName) {
        int slash = fullName.indexOf('/');
        return new Repository(fullName.substring(0, slash), fullName.substring(slash + 1));
    }
}

package botcreds.broker.store;

import java.time.Instant;
import java.util.Optional;

/** What counted last of a policy that is kept in git: one row for each place that was ever configured. */
public final class GitPolicies {
    private final Sql sql;
    private final Moment moment;

    GitPolicies(Sql sql, Moment moment) {
        this.sql = sql;
        this.moment = moment;
    }

    /** What counted last, and since when. */
    public record Accepted(String commit, String content, Instant at) {}

    /**
     * Returns what counted last.
     *
     * @param source the place, at most 400 characters
     */
    public Optional<Accepted> of(String source) {
        return sql.first(
                "SELECT commit_id, content, accepted_at FROM git_policy WHERE source = ?",
                row -> new Accepted(
                        row.getString("commit_id"), row.getString("content"), Columns.instant(row, "accepted_at")),
                source);
    }

    /**
     * Notes that this counts from now on.
     *
     * @param before the commit that it descends from; empty when nothing counted
     * @return false when something else has come to count meanwhile, and this was not compared with it
     */
    public boolean accept(String source, Optional<String> before, String commit, String content) {
        if (before.isPresent()) {
            return sql.update(
                            "UPDATE git_policy SET commit_id = ?, content = ?, accepted_at = ? WHERE source = ? AND commit_id = ?",
                            commit,
                            content,
                            moment.now(),
                            source,
                            before.get())
                    == 1;
        }
        if (of(source).isPresent()) {
            return false;
        }
        return sql.update(
                        "INSERT INTO git_policy (source, commit_id, content, accepted_at) VALUES (?, ?, ?, ?)",
                        source,
                        commit,
                        content,
                        moment.now())
                == 1;
    }
}

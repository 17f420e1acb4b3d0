package botcreds.broker.store;

import botcreds.broker.model.Human;
import botcreds.broker.model.RequestId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Who has said yes to which revision of a request. */
public final class Votes {
    private final Sql sql;
    private final Moment moment;

    Votes(Sql sql, Moment moment) {
        this.sql = sql;
        this.moment = moment;
    }

    /**
     * Counts a yes.
     *
     * @return false if this human said yes to this revision before, and then nothing changed
     */
    public boolean add(RequestId request, int revision, Human human, String surface) {
        boolean voted = sql.first(
                        "SELECT 1 FROM vote WHERE request_id = ? AND revision = ? AND human_id = ?",
                        row -> true,
                        request.value(),
                        revision,
                        human.id())
                .isPresent();
        if (voted) {
            return false;
        }
        sql.update(
                """
                INSERT INTO vote (request_id, revision, human_id, name, human_email, human_groups, surface, at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """,
                request.value(),
                revision,
                human.id(),
                human.name(),
                human.email(),
                human.groups().stream().sorted().collect(Collectors.joining(" ")),
                surface,
                moment.now());
        return true;
    }

    /** Those who said yes to the newest revision that anybody said yes to, first one first: whose yeses counted. */
    public List<Vote> ofNewest(RequestId request) {
        return sql.first(
                        "SELECT revision FROM vote WHERE request_id = ? ORDER BY revision DESC LIMIT 1",
                        row -> row.getInt("revision"),
                        request.value())
                .map(revision -> of(request, revision))
                .orElse(List.of());
    }

    /** Those who said yes to this revision, first one first. */
    public List<Vote> of(RequestId request, int revision) {
        return sql.list("""
                SELECT human_id, name, human_email, human_groups, at
                  FROM vote WHERE request_id = ? AND revision = ? ORDER BY at, human_id
                """, row -> new Vote(human(row), Columns.instant(row, "at")), request.value(), revision);
    }

    private static Human human(ResultSet row) throws SQLException {
        Set<String> groups = Columns.textIfAny(row, "human_groups").stream()
                .flatMap(text -> Arrays.stream(text.split(" ", -1)))
                .filter(group -> !group.isEmpty())
                .collect(Collectors.toSet());
        return new Human(
                row.getString("human_id"), row.getString("name"), Columns.textIfAny(row, "human_email"), groups);
    }
}

package botcreds.broker.store;

import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.ApprovalKind;
import botcreds.broker.model.BotId;
import botcreds.broker.model.HumanDecision;
import botcreds.broker.model.Kind;
import botcreds.broker.model.Permissions;
import botcreds.broker.model.Reason;
import botcreds.broker.model.Repository;
import botcreds.broker.model.RequestId;
import botcreds.broker.model.RequestState;
import botcreds.broker.model.Scope;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A request as a row and back. */
final class RequestRow {
    static final String COLUMNS = """
            SELECT id, short_id, bot, repositories, repository_ids, permissions, installation_id, reason, kind, ttl_millis,
                   state, revision, step, approval, decided_by, decided_name, decided_at, decided_reason, policy_rule,
                   policy_digest, created_at, expires_at, grant_ends_at, callback_url, client_ip
              FROM access_request
            """;

    private RequestRow() {}

    static AccessRequest read(ResultSet row) throws SQLException {
        return new AccessRequest(
                new RequestId(row.getString("id")),
                row.getString("short_id"),
                new BotId(row.getString("bot")),
                Scope.of(repositories(row), Permissions.ofWords(Columns.words(row, "permissions"))),
                Columns.words(row, "repository_ids").stream().map(Long::valueOf).toList(),
                row.getLong("installation_id"),
                new Reason(row.getString("reason")),
                Kind.valueOf(row.getString("kind")),
                Duration.ofMillis(row.getLong("ttl_millis")),
                RequestState.valueOf(row.getString("state")),
                row.getInt("revision"),
                row.getInt("step"),
                Columns.textIfAny(row, "approval").map(ApprovalKind::valueOf),
                decision(row),
                row.getString("policy_rule"),
                row.getString("policy_digest"),
                Columns.instant(row, "created_at"),
                Columns.instant(row, "expires_at"),
                Columns.instantIfAny(row, "grant_ends_at"),
                Columns.textIfAny(row, "callback_url"),
                row.getString("client_ip"));
    }

    static String words(List<?> values) {
        return values.stream().map(String::valueOf).collect(Collectors.joining(" "));
    }

    /** When time alone will change the request: it lapses while open, its grant ends once issued. */
    static Optional<Instant> dueAt(AccessRequest request) {
        if (request.state().isOpen()) {
            return Optional.of(request.expiresAt());
        }
        return request.state() == RequestState.ISSUED ? request.grantEndsAt() : Optional.empty();
    }

    private static List<Repository> repositories(ResultSet row) throws SQLException {
        return Columns.words(row, "repositories").stream()
                .map(RepositoryNames::named)
                .toList();
    }

    private static Optional<HumanDecision> decision(ResultSet row) throws SQLException {
        Optional<Instant> at = Columns.instantIfAny(row, "decided_at");
        if (at.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new HumanDecision(
                row.getString("decided_by"),
                row.getString("decided_name"),
                at.get(),
                Columns.textIfAny(row, "decided_reason")));
    }
}

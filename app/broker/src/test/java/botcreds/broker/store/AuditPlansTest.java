package botcreds.broker.store;

import static org.assertj.core.api.Assertions.assertThat;

import botcreds.broker.model.AuditEvent;
import botcreds.broker.model.BotId;
import botcreds.broker.model.Repository;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How PostgreSQL finds what was frequent once and has not happened lately. */
class AuditPlansTest {
    private static final int EACH = 30_000;
    private static final AuditFilter NEWEST = AuditFilter.newest(50);
    private final String url = Engine.POSTGRESQL.freshUrl();

    private void aLogWhoseNewHalfHasNothingOfTheOldOne() {
        Engine.open(url, new StoreClock()).close();
        Engine.run(url, """
                INSERT INTO audit_log (seq, at, event, bot, request_id, json, hash)
                SELECT n, now(), CASE WHEN n <= %1$d THEN 'credential_revoked' ELSE 'credential_issued' END,
                       CASE WHEN n <= %1$d THEN 'old-bot' ELSE 'new-bot' END, 'req_' || n, repeat('x', 300), 'h'
                  FROM generate_series(1, 2 * %1$d) n
                """.formatted(EACH));
        Engine.run(url, """
                INSERT INTO audit_repository (folded, seq)
                SELECT CASE WHEN n <= %1$d THEN 'myorg/old' ELSE 'myorg/new' END, n FROM generate_series(1, 2 * %1$d) n
                """.formatted(EACH));
        Engine.run(url, "VACUUM ANALYZE audit_log, audit_repository");
    }

    @ParameterizedTest
    @CsvSource({"event, audit_log_by_event", "bot, audit_log_by_bot", "repo, audit_repository_by_folded"})
    void oneWordIsFoundByItsOwnIndexInBothDirectionsAndInTheMiddle(String word, String index) throws SQLException {
        aLogWhoseNewHalfHasNothingOfTheOldOne();
        AuditFilter filter = filter(word);
        long middle = EACH / 2;

        assertFollows(index, AuditQuery.of(filter, 1, Optional.of(2L * EACH + 1)));
        assertFollows(index, AuditQuery.of(filter, 1, Optional.of(middle)));
        assertFollows(index, AuditQuery.of(filter.after(middle), middle + 1, Optional.empty()));
    }

    /** H2 tells that nothing has to be ordered behind the index. */
    @ParameterizedTest
    @CsvSource({"event, AUDIT_LOG_BY_EVENT", "bot, AUDIT_LOG_BY_BOT", "repo, AUDIT_REPOSITORY_BY_FOLDED"})
    void onH2TheIndexGivesTheOrderToo(String word, String index) throws SQLException {
        String h2 = Engine.H2.freshUrl();
        AuditFilter filter = filter(word);
        try (Store open = Engine.open(h2, new StoreClock())) {
            assertThat(open.isHealthy()).isTrue();
            assertThat(plan(h2, "EXPLAIN ", AuditQuery.of(filter, 1, Optional.of(100L))))
                    .contains(index)
                    .contains("index sorted");
            assertThat(plan(h2, "EXPLAIN ", AuditQuery.of(filter.after(7), 8, Optional.empty())))
                    .contains(index)
                    .contains("index sorted");
        }
    }

    private static AuditFilter filter(String word) {
        return switch (word) {
            case "event" -> NEWEST.event(AuditEvent.Type.CREDENTIAL_REVOKED);
            case "bot" -> NEWEST.bot(new BotId("old-bot"));
            default -> NEWEST.repo(new Repository("myorg", "old"));
        };
    }

    private void assertFollows(String index, AuditQuery query) throws SQLException {
        assertThat(plan(url, "EXPLAIN (ANALYZE, TIMING OFF) ", query))
                .contains("Cond: ")
                .contains(index)
                .contains("actual rows=50.00")
                .doesNotContain("Rows Removed by Filter")
                .doesNotContain("Sort");
    }

    private static String plan(String database, String explain, AuditQuery query) throws SQLException {
        StringBuilder plan = new StringBuilder();
        try (Connection connection = DriverManager.getConnection(database);
                PreparedStatement statement = connection.prepareStatement(explain + query.text())) {
            for (int at = 0; at < query.arguments().size(); at++) {
                statement.setObject(at + 1, query.arguments().get(at));
            }
            try (ResultSet lines = statement.executeQuery()) {
                while (lines.next()) {
                    plan.append(lines.getString(1)).append('\n');
                }
            }
        }
        return plan.toString();
    }
}

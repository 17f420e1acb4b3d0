package botcreds.broker.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import org.junit.jupiter.api.Test;

/** How PostgreSQL finds rows for the one connection that writes, once there are many. */
class WritersPlansTest {
    private final Database database = new Database(StoreConfig.of(Engine.POSTGRESQL.freshUrl()), Clock.systemUTC());

    @Test
    void noLookUpStartsOtherProcesses() throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "CREATE TABLE crowd AS SELECT n AS id, 'ISSUED' AS state FROM generate_series(1, 50000) n");
            statement.execute("CREATE INDEX crowd_by_state ON crowd (state, id)");
            connection.commit();
            statement.execute("ANALYZE crowd");
            // As cheap as it can look, so that only what the connection was told keeps PostgreSQL from it.
            statement.execute("SET parallel_setup_cost = 0");
            statement.execute("SET parallel_tuple_cost = 0");
            statement.execute("SET min_parallel_table_scan_size = 0");
            statement.execute("SET min_parallel_index_scan_size = 0");

            assertThat(plan(statement, "SELECT COUNT(*) FROM crowd WHERE state = 'ISSUED'"))
                    .contains("crowd_by_state")
                    .doesNotContain("Gather");
        }
    }

    private static String plan(Statement statement, String query) throws SQLException {
        StringBuilder plan = new StringBuilder();
        try (ResultSet lines = statement.executeQuery("EXPLAIN " + query)) {
            while (lines.next()) {
                plan.append(lines.getString(1)).append('\n');
            }
        }
        return plan.toString();
    }
}

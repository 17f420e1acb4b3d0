package botcreds.broker.store;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Two made-up rows in each table of a schema, as its columns allow, and what is in all of them. */
final class EveryTable {
    /** One row each, which is there from the start; a chain that is made up would be found out. */
    private static final Set<String> OF_THE_MIGRATIONS =
            Set.of("access_review", "audit_head", "audit_log", "duty", "schema_floor");

    private EveryTable() {}

    static void fill(String url) {
        try (Store store = Store.open(StoreConfig.of(url), java.time.Clock.systemUTC(), Engine.KEY)) {
            store.writeNow(tx -> {
                tx.audit().append(Rows.event(Rows.pending(), "a row of the chain"));
                return true;
            });
        }
        onTables(url, (connection, table) -> {
            if (!OF_THE_MIGRATIONS.contains(table.name())) {
                insert(connection, table, 2);
                insert(connection, table, 3);
            }
        });
    }

    /** Every row as text, sorted, by table. */
    static Map<String, List<String>> contents(String url) {
        Map<String, List<String>> all = new TreeMap<>();
        onTables(url, (connection, table) -> all.put(table.name(), rows(connection, table)));
        return all;
    }

    private interface Visit {
        void to(Connection connection, Table table) throws SQLException;
    }

    private static void onTables(String url, Visit visit) {
        try (Connection connection = DriverManager.getConnection(url)) {
            List<Table> tables;
            try (Handle handle = Jdbi.open(connection);
                    Sql sql = new Sql(handle, false)) {
                tables = Table.all(sql);
                for (Table table : tables) {
                    visit.to(connection, table);
                }
            }
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static void insert(Connection connection, Table table, int seed) throws SQLException {
        try (PreparedStatement types = connection.prepareStatement(
                        "SELECT data_type, character_maximum_length FROM information_schema.columns"
                                + " WHERE LOWER(table_name) = ? AND table_schema = CURRENT_SCHEMA ORDER BY ordinal_position");
                PreparedStatement insert = connection.prepareStatement(table.insert())) {
            types.setString(1, table.name());
            try (ResultSet type = types.executeQuery()) {
                for (int at = 1; type.next(); at++) {
                    insert.setObject(at, value(type.getString(1), type.getInt(2), seed * 100 + at));
                }
            }
            insert.executeUpdate();
        }
    }

    private static Object value(String type, int length, int seed) {
        if (type.startsWith("CHARACTER")) {
            String text = "é'\\ " + seed + " \u20ac\t";
            return length > 0 && length < text.length() ? Integer.toString(seed) : text;
        }
        return switch (type) {
            case "BIGINT" -> Long.MAX_VALUE - seed;
            case "INTEGER", "SMALLINT" -> seed;
            case "BOOLEAN" -> seed % 2 == 0;
            case "BINARY VARYING" -> ("\0\u00ff" + seed).getBytes(StandardCharsets.ISO_8859_1);
            case "TIMESTAMP WITH TIME ZONE" ->
                OffsetDateTime.ofInstant(
                        Instant.ofEpochSecond(1_790_000_000L + seed, 123_456_000), ZoneOffset.ofHours(5));
            default -> throw new IllegalStateException("say here what a value of the type " + type + " looks like");
        };
    }

    private static List<String> rows(Connection connection, Table table) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(table.select());
                ResultSet result = statement.executeQuery()) {
            List<String> rows = new ArrayList<>();
            while (result.next()) {
                List<String> row = new ArrayList<>();
                for (String column : table.columns()) {
                    row.add(column + "=" + text(result, column));
                }
                rows.add(row.toString());
            }
            rows.sort(null);
            return rows;
        }
    }

    private static String text(ResultSet row, String column) throws SQLException {
        Object value = row.getObject(column);
        if (value instanceof java.sql.Clob) {
            return row.getString(column);
        }
        if (value instanceof byte[] bytes) {
            return Arrays.toString(bytes);
        }
        boolean isTime = value instanceof OffsetDateTime || value instanceof java.sql.Timestamp;
        return isTime ? Columns.instant(row, column).toString() : String.valueOf(value);
    }
}

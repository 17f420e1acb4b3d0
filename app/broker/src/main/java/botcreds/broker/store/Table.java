package botcreds.broker.store;

import java.util.List;
import java.util.Optional;

/**
 * A table as the database itself describes it, so that none that a later version adds can be forgotten.
 *
 * @param name     in lower case
 * @param columns  in lower case, in their order
 * @param identity the column that numbers itself
 */
record Table(String name, List<String> columns, Optional<String> identity) {
    private static final String NAMES = """
            SELECT LOWER(table_name) AS name FROM information_schema.tables
             WHERE table_schema = CURRENT_SCHEMA AND table_type = 'BASE TABLE'
               AND LOWER(table_name) <> 'flyway_schema_history'
             ORDER BY name
            """;
    private static final String COLUMNS = """
            SELECT LOWER(column_name) AS name, is_identity FROM information_schema.columns
             WHERE table_schema = CURRENT_SCHEMA AND LOWER(table_name) = ?
             ORDER BY ordinal_position
            """;

    private record Column(String name, boolean isIdentity) {}

    /** Every table but Flyway's own. */
    static List<Table> all(Sql sql) {
        return sql.list(NAMES, row -> row.getString("name")).stream()
                .map(name -> named(sql, name))
                .toList();
    }

    private static Table named(Sql sql, String name) {
        List<Column> columns = sql.list(
                COLUMNS, row -> new Column(row.getString("name"), "YES".equals(row.getString("is_identity"))), name);
        return new Table(
                name,
                columns.stream().map(Column::name).toList(),
                columns.stream().filter(Column::isIdentity).map(Column::name).findFirst());
    }

    String select() {
        return "SELECT " + String.join(", ", columns) + " FROM " + name;
    }

    String insert() {
        return "INSERT INTO " + name + " (" + String.join(", ", columns) + ") VALUES ("
                + "?, ".repeat(columns.size() - 1) + "?)";
    }

    long count(Sql sql) {
        return sql.first("SELECT COUNT(*) AS n FROM " + name, row -> row.getLong("n"))
                .orElseThrow();
    }
}

package botcreds.broker.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Statements on the connection of one Jdbi handle, with positional parameters, each text prepared once. An issue takes some
 * twenty of them and all pass through one thread, so preparing and configuring each anew would be most of what it costs.
 * Not thread-safe, as its connection is not.
 */
final class Sql implements AutoCloseable {
    /** The texts are constants of this package, but for the few shapes a look into the log can have. */
    private final Map<String, Prepared> prepared = new HashMap<>();

    private final Map<String, Later> late = new LinkedHashMap<>();

    private final Connection connection;
    private final boolean writes;

    Sql(Handle handle, boolean writes) {
        this.connection = handle.getConnection();
        this.writes = writes;
    }

    /** @param words every word of its text, and so every table it can touch */
    private record Prepared(PreparedStatement statement, Set<String> words) {}

    /** Rows that wait to be inserted together. */
    private record Later(String table, List<@Nullable Object[]> rows) {}

    /**
     * Inserts a row together with others of its kind: before the next statement that names its table, and at {@link #flush} at
     * the latest. A row that the database refuses is told of only then.
     *
     * @param sql {@code INSERT INTO table …}
     */
    void insertLater(String sql, @Nullable Object... arguments) {
        refuseIfReading();
        late.computeIfAbsent(sql, text -> new Later(text.split("\\s+", 4)[2], new ArrayList<>()))
                .rows()
                .add(arguments);
    }

    /** Inserts what still waits. */
    void flush() {
        flush(table -> true);
    }

    private void flush(Predicate<String> tables) {
        for (Map.Entry<String, Later> each : List.copyOf(late.entrySet())) {
            if (tables.test(each.getValue().table())) {
                late.remove(each.getKey());
                batch(each.getKey(), each.getValue().rows());
            }
        }
    }

    /** Forgets what still waits: the transaction it belonged to was undone. */
    void forget() {
        late.clear();
    }

    int update(String sql, @Nullable Object... arguments) {
        refuseIfReading();
        try {
            return bound(sql, arguments).executeUpdate();
        } catch (SQLException failed) {
            throw Faults.of(failed);
        }
    }

    void batch(String sql, List<@Nullable Object[]> rows) {
        if (rows.isEmpty()) {
            return;
        }
        refuseIfReading();
        try {
            PreparedStatement statement = prepare(sql);
            try {
                for (@Nullable Object[] row : rows) {
                    bind(statement, row);
                    statement.addBatch();
                }
                statement.executeBatch();
            } finally {
                // What a refused row left behind must not go with the next batch.
                statement.clearBatch();
            }
        } catch (SQLException failed) {
            throw Faults.of(failed);
        }
    }

    <T> Optional<T> first(String sql, Row<T> row, @Nullable Object... arguments) {
        try (ResultSet result = bound(sql, arguments).executeQuery()) {
            return result.next() ? Optional.of(row.read(result)) : Optional.empty();
        } catch (SQLException failed) {
            throw Faults.of(failed);
        }
    }

    <T> List<T> list(String sql, Row<T> row, @Nullable Object... arguments) {
        try (ResultSet result = bound(sql, arguments).executeQuery()) {
            List<T> rows = new ArrayList<>();
            while (result.next()) {
                rows.add(row.read(result));
            }
            return rows;
        } catch (SQLException failed) {
            throw Faults.of(failed);
        }
    }

    /** The rows one after the other, for tables that do not fit into memory. */
    void forEach(String sql, Rowwise taker) {
        try (ResultSet result = bound(sql, new @Nullable Object[0]).executeQuery()) {
            while (result.next()) {
                taker.take(result);
            }
        } catch (SQLException failed) {
            throw Faults.of(failed);
        }
    }

    /** Takes the row where the cursor stands. */
    interface Rowwise {
        void take(ResultSet row) throws SQLException;
    }

    OptionalLong fileBytes() {
        try {
            return H2File.size(connection);
        } catch (SQLException failed) {
            throw Faults.of(failed);
        }
    }

    void refuseIfReading() {
        if (!writes) {
            throw new IllegalStateException("a read cannot change rows; use write");
        }
    }

    /** Closes the statements, not the connection. */
    @Override
    public void close() {
        try {
            for (Prepared each : prepared.values()) {
                each.statement().close();
            }
        } catch (SQLException failed) {
            throw Faults.of(failed);
        }
    }

    private PreparedStatement bound(String sql, @Nullable Object[] arguments) throws SQLException {
        PreparedStatement statement = prepare(sql);
        bind(statement, arguments);
        return statement;
    }

    private PreparedStatement prepare(String sql) throws SQLException {
        Prepared known = prepared.get(sql);
        if (known == null) {
            known = new Prepared(connection.prepareStatement(sql), new HashSet<>(List.of(sql.split("\\W+", -1))));
            prepared.put(sql, known);
        }
        if (!late.isEmpty()) {
            flush(known.words()::contains);
        }
        return known.statement();
    }

    private static void bind(PreparedStatement statement, @Nullable Object[] arguments) throws SQLException {
        for (int at = 0; at < arguments.length; at++) {
            statement.setObject(at + 1, column(arguments[at]));
        }
    }

    private static @Nullable Object column(@Nullable Object value) {
        if (value instanceof Optional<?> optional) {
            return optional.isPresent() ? column(optional.get()) : null;
        }
        if (value instanceof Instant instant) {
            return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
        }
        return value instanceof Enum<?> word ? word.name() : value;
    }
}

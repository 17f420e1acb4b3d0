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
import java.util.stream.IntStream;
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
    private boolean trusting;

    Sql(Handle handle, boolean writes) {
        this.connection = handle.getConnection();
        this.writes = writes;
    }

    /** @param words every word of its text, and so every table it can touch */
    private record Prepared(PreparedStatement statement, Set<String> words) {}

    /** Rows that wait to be inserted, or changed, together. */
    private record Later(String table, boolean changes, List<@Nullable Object[]> rows) {}

    /** A row was not as {@link #updateOneLater} took it to be: what followed from that must be undone. */
    static final class NotAsTaken extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotAsTaken() {
            super("a row was not as it was taken to be", null, false, false);
        }
    }

    /** Whether {@link #updateOneLater} may answer before it knows: only for who can undo all and ask again without. */
    void trust(boolean on) {
        trusting = on;
    }

    /**
     * Inserts a row together with others of its kind: before the next statement that names its table, and at {@link #flush} at
     * the latest. A row that the database refuses is told of only then.
     *
     * @param sql {@code INSERT INTO table …}
     */
    void insertLater(String sql, @Nullable Object... arguments) {
        later(sql, 2, false, arguments);
    }

    /**
     * Changes the one row that a condition names, together with others of its kind, as {@link #insertLater} does. While the
     * caller {@linkplain #trust trusts}, the row is taken to be as the condition wants it; if it is not, {@link NotAsTaken} is thrown once that is
     * known. Otherwise it is changed at once.
     *
     * @param sql {@code UPDATE table …}, on a condition that one row passes at most
     * @return false if no row passed
     */
    boolean updateOneLater(String sql, @Nullable Object... arguments) {
        if (!trusting) {
            return update(sql, arguments) == 1;
        }
        later(sql, 1, true, arguments);
        return true;
    }

    private void later(String sql, int wordOfTable, boolean changes, @Nullable Object[] arguments) {
        refuseIfReading();
        late.computeIfAbsent(
                        sql, text -> new Later(text.strip().split("\\s+", 4)[wordOfTable], changes, new ArrayList<>()))
                .rows()
                .add(arguments);
    }

    /** Inserts and changes what still waits. */
    void flush() {
        flush(table -> true);
    }

    private void flush(Predicate<String> tables) {
        for (Map.Entry<String, Later> each : List.copyOf(late.entrySet())) {
            if (tables.test(each.getValue().table())) {
                late.remove(each.getKey());
                int[] hit = run(each.getKey(), each.getValue().rows());
                if (each.getValue().changes() && IntStream.of(hit).anyMatch(rows -> rows != 1)) {
                    throw new NotAsTaken();
                }
            }
        }
    }

    /** Forgets what still waits: the transaction it belonged to was undone. */
    void forget() {
        late.clear();
    }

    int update(String sql, @Nullable Object... arguments) {
        refuseIfReading();
        flushBefore(sql);
        try {
            return bound(sql, arguments).executeUpdate();
        } catch (SQLException failed) {
            throw Faults.of(failed);
        }
    }

    void batch(String sql, List<@Nullable Object[]> rows) {
        if (!rows.isEmpty()) {
            refuseIfReading();
            flushBefore(sql);
            run(sql, rows);
        }
    }

    /** @return how many rows each hit, as JDBC says it */
    private int[] run(String sql, List<@Nullable Object[]> rows) {
        try {
            PreparedStatement statement = prepare(sql).statement();
            try {
                for (@Nullable Object[] row : rows) {
                    bind(statement, row);
                    statement.addBatch();
                }
                return statement.executeBatch();
            } finally {
                // What a refused row left behind must not go with the next batch.
                statement.clearBatch();
            }
        } catch (SQLException failed) {
            throw Faults.of(failed);
        }
    }

    <T> Optional<T> first(String sql, Row<T> row, @Nullable Object... arguments) {
        flushBefore(sql);
        return firstPast(sql, row, arguments);
    }

    /** The same past what still waits: only for who knows that none of it would be found. */
    <T> Optional<T> firstPast(String sql, Row<T> row, @Nullable Object... arguments) {
        try (ResultSet result = bound(sql, arguments).executeQuery()) {
            return result.next() ? Optional.of(row.read(result)) : Optional.empty();
        } catch (SQLException failed) {
            throw Faults.of(failed);
        }
    }

    <T> List<T> list(String sql, Row<T> row, @Nullable Object... arguments) {
        flushBefore(sql);
        return listPast(sql, row, arguments);
    }

    /** As {@link #firstPast}. */
    <T> List<T> listPast(String sql, Row<T> row, @Nullable Object... arguments) {
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
        flushBefore(sql);
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
        PreparedStatement statement = prepare(sql).statement();
        bind(statement, arguments);
        return statement;
    }

    private void flushBefore(String sql) {
        if (late.isEmpty()) {
            return;
        }
        try {
            flush(prepare(sql).words()::contains);
        } catch (SQLException failed) {
            throw Faults.of(failed);
        }
    }

    private Prepared prepare(String sql) throws SQLException {
        Prepared known = prepared.get(sql);
        if (known == null) {
            known = new Prepared(connection.prepareStatement(sql), new HashSet<>(List.of(sql.split("\\W+", -1))));
            prepared.put(sql, known);
        }
        return known;
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

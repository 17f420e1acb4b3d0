package botcreds.broker.store;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;

/** Statements on one connection, with positional parameters. Not thread-safe, as its connection is not. */
final class Sql {
    private final Handle handle;
    private final boolean writes;

    Sql(Handle handle, boolean writes) {
        this.handle = handle;
        this.writes = writes;
    }

    int update(String sql, @Nullable Object... arguments) {
        refuseIfReading();
        try (Update update = handle.createUpdate(sql)) {
            bind(update, arguments);
            return update.execute();
        } catch (JdbiException failed) {
            throw Faults.of(failed);
        }
    }

    void batch(String sql, List<@Nullable Object[]> rows) {
        if (rows.isEmpty()) {
            return;
        }
        refuseIfReading();
        try (PreparedBatch batch = handle.prepareBatch(sql)) {
            for (@Nullable Object[] row : rows) {
                bind(batch, row);
                batch.add();
            }
            batch.execute();
        } catch (JdbiException failed) {
            throw Faults.of(failed);
        }
    }

    <T> Optional<T> first(String sql, Row<T> row, @Nullable Object... arguments) {
        try (Query query = handle.createQuery(sql)) {
            bind(query, arguments);
            return query.map((result, context) -> row.read(result)).findFirst();
        } catch (JdbiException failed) {
            throw Faults.of(failed);
        }
    }

    <T> List<T> list(String sql, Row<T> row, @Nullable Object... arguments) {
        try (Query query = handle.createQuery(sql)) {
            bind(query, arguments);
            return query.map((result, context) -> row.read(result)).list();
        } catch (JdbiException failed) {
            throw Faults.of(failed);
        }
    }

    void refuseIfReading() {
        if (!writes) {
            throw new IllegalStateException("a read cannot change rows; use write");
        }
    }

    private static void bind(SqlStatement<?> statement, @Nullable Object[] arguments) {
        for (int at = 0; at < arguments.length; at++) {
            statement.bind(at, column(arguments[at]));
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

package botcreds.broker.store;

import botcreds.broker.model.AuditEvent;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Applies waiting units on the writer's connection and commits them once. A unit that throws is undone alone. */
final class Batch {
    private final Database database;
    private final SealKey key;
    private final Connection connection;
    private final Sql sql;

    Batch(Database database, SealKey key, Handle handle) {
        this.database = database;
        this.key = key;
        this.connection = handle.getConnection();
        this.sql = new Sql(handle, true);
    }

    /**
     * Applies the units and chains their audit rows. Nothing is on its way to the disk before {@link #commit}.
     *
     * @return the rows, which count once the batch is durable
     * @throws SQLException, StoreUnavailable or StoreFault if nothing of the batch may be acknowledged
     */
    List<AuditEvent.Recorded> apply(List<Unit<?>> units) throws SQLException {
        AuditChain chain = AuditChain.lock(sql, database.node());
        // Read after the lock: a node that waited for it must not go by the time before it waited.
        Instant now = database.now(sql);
        Transaction tx = new Transaction(sql, () -> now, key, database.node());
        List<AuditEvent> events = new ArrayList<>();
        for (Unit<?> unit : units) {
            if (!unit.isWithdrawn()) {
                events.addAll(apply(unit, tx));
            }
        }
        List<AuditEvent.Recorded> rows = chain.extend(events, now);
        if (Elsewhere.concernsOthers(rows)) {
            database.tellOthers(sql);
        }
        return rows;
    }

    /** Commits what was applied; when this returns it is safe from a killed process. */
    void commit() throws SQLException {
        connection.commit();
        database.settle(connection);
    }

    /** When this returns, what was committed is safe from a loss of power too. On any thread. */
    void sync() throws SQLException {
        database.sync(connection);
    }

    /** Tells whether the database can be written; a disk that is full still answers questions. */
    void prove() throws SQLException {
        sql.update("UPDATE audit_head SET seq = seq WHERE id = 1");
        commit();
        sync();
    }

    /** Gives outdated parts of the file back, some at a time. Between batches only. */
    void tidy() throws SQLException {
        database.tidy(connection);
    }

    /** Tells whether the database still answers. */
    void ping() throws SQLException {
        sql.first("SELECT 1", row -> true);
        connection.rollback();
    }

    private List<AuditEvent> apply(Unit<?> unit, Transaction tx) throws SQLException {
        Savepoint before = connection.setSavepoint();
        try {
            unit.apply(tx);
        } catch (RuntimeException | Error failed) {
            connection.rollback(before);
            tx.audit().take();
            unit.failed(failed);
            return List.of();
        }
        connection.releaseSavepoint(before);
        return tx.audit().take();
    }
}

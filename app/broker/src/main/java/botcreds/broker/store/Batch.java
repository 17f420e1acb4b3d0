package botcreds.broker.store;

import botcreds.broker.model.AuditEvent;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * Applies waiting units on the writer's connection and commits them once. While they are applied together, a change that is
 * expected to fit is taken to fit until all are sent. A unit that throws, or whose change does not fit, is undone alone; then the
 * others of its batch are applied a second time, from the same state, and nothing is taken for granted.
 */
final class Batch {
    private final Database database;
    private final SealKeys keys;
    private final Connection connection;
    private final Sql sql;

    Batch(Database database, SealKeys keys, Handle handle) {
        this.database = database;
        this.keys = keys;
        this.connection = handle.getConnection();
        this.sql = new Sql(handle, true);
    }

    /**
     * What a batch leaves behind once it is durable.
     *
     * @param rows   of the audit log
     * @param toTell whether there is something new to tell
     */
    record Applied(List<AuditEvent.Recorded> rows, boolean toTell) {}

    /**
     * Waits until no other node writes, which then none does until the commit. Whatever has come up by then can still be of this
     * batch.
     *
     * @throws StoreUnavailable if that takes too long
     */
    AuditChain begin() {
        sql.forget();
        database.queue(sql);
        return AuditChain.lock(sql, database.node());
    }

    /**
     * Applies the units and chains their audit rows. Nothing is on its way to the disk before {@link #commit}.
     *
     * @throws SQLException, StoreUnavailable or StoreFault if nothing of the batch may be acknowledged
     */
    Applied apply(AuditChain chain, List<Unit<?>> units) throws SQLException {
        List<Unit<?>> wanted =
                units.stream().filter(unit -> !unit.isWithdrawn()).toList();
        Applied applied;
        try {
            applied = applyTogether(chain, wanted);
        } catch (UnitFailed rare) {
            connection.rollback();
            applied = applyEachAlone(begin(), wanted);
        }
        if (Elsewhere.concernsOthers(applied.rows())) {
            database.tellOthers(sql);
        }
        return applied;
    }

    /** Most batches hold nothing that fails, and a savepoint for each unit would cost PostgreSQL two round trips. */
    private Applied applyTogether(AuditChain chain, List<Unit<?>> units) {
        // Read after the lock: a node that waited for it must not go by the time before it waited.
        Instant now = database.now(sql);
        List<Foreseen> foreseen =
                units.stream().flatMap(unit -> unit.foreseen().stream()).toList();
        LookedAhead ahead =
                database.isH2() || foreseen.isEmpty() ? LookedAhead.NOTHING : LookedAhead.of(foreseen, now, sql);
        Transaction tx = new Transaction(sql, () -> now, keys, database.node(), ahead);
        sql.trust(true);
        try {
            units.forEach(unit -> unit.apply(tx));
            sql.flush();
        } catch (RuntimeException | Error failed) {
            throw new UnitFailed(failed);
        } finally {
            sql.trust(false);
        }
        return new Applied(chain.extend(tx.audit().take(), now), tx.leavesToTell());
    }

    private Applied applyEachAlone(AuditChain chain, List<Unit<?>> units) throws SQLException {
        Instant now = database.now(sql);
        List<AuditEvent> events = new ArrayList<>();
        boolean toTell = false;
        for (Unit<?> unit : units) {
            Transaction tx = new Transaction(sql, () -> now, keys, database.node(), LookedAhead.NOTHING);
            events.addAll(applyAlone(unit, tx));
            toTell |= tx.leavesToTell();
        }
        return new Applied(chain.extend(events, now), toTell);
    }

    private List<AuditEvent> applyAlone(Unit<?> unit, Transaction tx) throws SQLException {
        Savepoint before = connection.setSavepoint();
        try {
            unit.apply(tx);
            sql.flush();
        } catch (RuntimeException | Error failed) {
            connection.rollback(before);
            sql.forget();
            unit.failed(failed);
            return List.of();
        }
        connection.releaseSavepoint(before);
        return tx.audit().take();
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
        database.now(sql);
        sql.first("SELECT 1", row -> true);
        connection.rollback();
    }

    /** All of the batch has to be applied once more, each unit by itself. */
    private static final class UnitFailed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnitFailed(Throwable cause) {
            super(null, cause, false, false);
        }
    }
}

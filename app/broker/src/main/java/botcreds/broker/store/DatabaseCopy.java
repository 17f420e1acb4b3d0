package botcreds.broker.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Copies a whole H2 database: into PostgreSQL to move there, or into another H2 file as a backup. The target gets everything
 * in one transaction or stays empty; the source is only read.
 */
public final class DatabaseCopy {
    private static final String SUFFIX = ".mv.db";

    private DatabaseCopy() {}

    /**
     * Copies the database of a broker that is stopped.
     *
     * @param from an H2 file; it is opened for reading, and no broker can start on it meanwhile
     * @param to   an empty PostgreSQL or H2 database
     * @param keys the broker's, which its cuts of the audit log are signed with
     * @throws StoreUnavailable if one of the two cannot be opened, for example because the broker runs
     * @throws NotCopied        if nothing was copied for a reason of its own
     * @throws AuditBroken      if the audit log of the source is broken
     */
    public static Copied copy(StoreConfig from, StoreConfig to, SealKeys keys, Clock clock) {
        if (!from.isH2()) {
            throw new NotCopied("only an H2 database can be copied; for PostgreSQL there is pg_dump");
        }
        try (Connection source = new Database(readOnly(from), clock).connect()) {
            return copy(source, to, new Database(to, clock), keys);
        } catch (SQLException failed) {
            throw Faults.unopened(failed);
        }
    }

    /** The same, into a file of its own, which only its owner may read. It appears whole or not at all. */
    public static Copied backup(StoreConfig from, Path file, SealKeys keys, Clock clock) {
        return intoFile(file, target -> copy(from, target, keys, clock));
    }

    /** The backup of a database that a broker of this process uses, as it is at one moment. */
    static Copied backup(Database from, Path file, SealKeys keys) {
        if (!from.isH2()) {
            throw new NotCopied("only an H2 database can be copied; for PostgreSQL there is pg_dump");
        }
        return intoFile(file, target -> {
            try (Connection source = from.connect()) {
                return copy(source, target, from.another(target), keys);
            } catch (SQLException failed) {
                throw Faults.of(failed);
            }
        });
    }

    private interface Copier {
        Copied into(StoreConfig target);
    }

    private static Copied intoFile(Path file, Copier copier) {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        Path written = part.resolveSibling(part.getFileName() + SUFFIX);
        try {
            if (Files.exists(file)) {
                throw new NotCopied(file + " is there already; name a file that is not");
            }
            Files.deleteIfExists(written);
            Files.createFile(
                    written, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try {
                Copied copied = copier.into(StoreConfig.of("jdbc:h2:file:" + part.toAbsolutePath()));
                Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
                return copied;
            } finally {
                Files.deleteIfExists(written);
            }
        } catch (IOException failed) {
            throw new NotCopied(file + " cannot be written; name a file in a directory that can");
        }
    }

    private static Copied copy(Connection source, StoreConfig to, Database database, SealKeys keys)
            throws SQLException {
        source.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        // Otherwise H2 collects a whole table before it gives the first row.
        execute(source, "SET LAZY_QUERY_EXECUTION 1");
        Store.migrate(to, database);
        // Handles close their connections.
        try (Handle reading = Jdbi.open(source);
                Handle writing = Jdbi.open(database.connect());
                Sql from = new Sql(reading, false);
                Sql into = new Sql(writing, true)) {
            Connection target = writing.getConnection();
            if (!to.isH2()) {
                // A large table takes longer than any write of a broker may.
                execute(target, "SET statement_timeout = 0");
                execute(target, "SET idle_in_transaction_session_timeout = 0");
            }
            Copied copied = new Copying(from, into, keys).copy();
            target.commit();
            database.settle(target);
            database.sync(target);
            return copied;
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** A broker that runs holds the file, and is told of by H2; so is one that wants to start meanwhile. */
    private static StoreConfig readOnly(StoreConfig from) {
        return StoreConfig.of(from.jdbcUrl() + ";ACCESS_MODE_DATA=r;IFEXISTS=TRUE");
    }
}

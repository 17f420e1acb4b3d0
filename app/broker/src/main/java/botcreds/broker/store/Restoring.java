package botcreds.broker.store;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.Set;
import java.util.function.Function;

/** Puts a backup into the place of an H2 database, and sees to it that no broker is at work on what is restored. */
public final class Restoring {
    private static final String SUFFIX = ".mv.db";
    private static final String OTHER_SESSIONS = """
            SELECT COUNT(*) FROM pg_stat_activity
             WHERE datname = CURRENT_DATABASE() AND application_name LIKE 'botcreds%' AND pid <> pg_backend_pid()
            """;
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private Restoring() {}

    /**
     * Opens a copy of the backup, verifies its audit log, lets it be prepared, and only then puts it where the database is.
     * What was there stays beside it.
     *
     * @param backup   a file that {@link Store#backup} or {@link DatabaseCopy#backup} wrote
     * @param database the path of the H2 database, without its suffix
     * @param prepare  what has to be done to the rows before a broker sees them
     * @return what the preparation answered
     * @throws StoreUnavailable if the broker runs, or if the backup is not a database that this version knows
     * @throws AuditBroken      if the backup's audit log is broken
     * @throws NotCopied        if a file cannot be read or written
     */
    public static <T> T inPlace(Path backup, Path database, SealKeys keys, Clock clock, Function<Store, T> prepare) {
        Path part = database.resolveSibling(database.getFileName() + "-restored");
        try {
            refuseIfInUse(database);
            try {
                copy(backup, withSuffix(part, ""));
                T prepared;
                try (Store store = Store.open(StoreConfig.of("jdbc:h2:file:" + part.toAbsolutePath()), clock, keys)) {
                    store.verifyAudit();
                    prepared = prepare.apply(store);
                }
                refuseIfInUse(database);
                exchange(withSuffix(part, ""), database, clock);
                return prepared;
            } finally {
                // Gone already if all went well.
                Files.deleteIfExists(withSuffix(part, ""));
            }
        } catch (NoSuchFileException missing) {
            throw new NotCopied("there is no file " + missing.getFile());
        } catch (IOException failed) {
            throw new NotCopied("the backup cannot be put in place at " + database + SUFFIX
                    + "; see to the disk and to the files' owner");
        }
    }

    private static void copy(Path backup, Path to) throws IOException {
        Files.deleteIfExists(to);
        Files.createFile(to, OWNER_ONLY);
        try (OutputStream copy = Files.newOutputStream(to)) {
            Files.copy(backup, copy);
        }
    }

    private static void exchange(Path prepared, Path database, Clock clock) throws IOException {
        Path present = withSuffix(database, "");
        if (Files.exists(present)) {
            Path aside = withSuffix(database, ".before-" + clock.instant().getEpochSecond());
            Files.move(present, aside, StandardCopyOption.ATOMIC_MOVE);
        }
        Files.move(prepared, present, StandardCopyOption.ATOMIC_MOVE);
    }

    private static Path withSuffix(Path database, String before) {
        return database.resolveSibling(database.getFileName() + before + SUFFIX);
    }

    /** Whether a broker holds this H2 database, which is named without the suffix of its file. */
    public static boolean isInUse(Path database) throws IOException {
        Path present = withSuffix(database, "");
        if (Files.notExists(present)) {
            return false;
        }
        try (FileChannel file = FileChannel.open(present, StandardOpenOption.WRITE);
                FileLock lock = file.tryLock()) {
            return lock == null;
        } catch (OverlappingFileLockException thisProcess) {
            return true;
        }
    }

    /**
     * Refuses while brokers are connected to this PostgreSQL database: what they remember is of the rows that were there before.
     *
     * @throws StoreUnavailable if one is, or if the database does not answer
     */
    public static void refuseIfAtWork(StoreConfig database, Clock clock) {
        try (Connection connection = new Database(database, clock).connectToListen();
                Statement statement = connection.createStatement();
                ResultSet sessions = statement.executeQuery(OTHER_SESSIONS)) {
            if (sessions.next() && sessions.getLong(1) > 0) {
                throw new StoreUnavailable(
                        "a broker is connected to the database, and may have written into what was put"
                                + " back; stop all nodes, put the backup back once more, and then do this");
            }
        } catch (SQLException failed) {
            throw Faults.unopened(failed);
        }
    }

    private static void refuseIfInUse(Path database) throws IOException {
        if (isInUse(database)) {
            throw new StoreUnavailable("the database file is in use by another process; stop the broker first");
        }
    }
}

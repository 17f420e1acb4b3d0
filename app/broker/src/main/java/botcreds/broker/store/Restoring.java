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
import java.time.Clock;
import java.util.Set;
import java.util.function.Function;

/** Puts a backup into the place of an H2 database whose broker is stopped. */
public final class Restoring {
    private static final String SUFFIX = ".mv.db";
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

    private static void refuseIfInUse(Path database) throws IOException {
        if (isInUse(database)) {
            throw new StoreUnavailable("the database file is in use by another process; stop the broker first");
        }
    }
}

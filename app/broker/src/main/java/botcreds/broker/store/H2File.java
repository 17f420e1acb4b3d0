package botcreds.broker.store;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalLong;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.mvstore.FileStore;
import org.h2.mvstore.MVStore;

/**
 * The file below an H2 database of this process. Every commit appends the pages it changed as one chunk and leaves their old
 * copies behind; a chunk's space is used again when all its pages are outdated. Two things are not as they should be there:
 *
 * <ul>
 *   <li>H2 2.5.252 writes its header before it takes note of the chunk it has just written, so the header names the one
 *       before. A chunk in used-again space is found through the header only: after a kill it, and up to twenty commits
 *       after it, would be gone. So the header is written once more.
 *   <li>H2 has a thread that moves the last good pages out of outdated chunks, but none with WRITE_DELAY=0, and then the file
 *       only ever grows. So it is done here.
 * </ul>
 */
final class H2File {
    /** Chunks are worth rewriting as long as the file as a whole holds less than this of pages that count. */
    private static final int FULL_ENOUGH_PERCENT = 50;

    /** At a time, so that callers wait for milliseconds only. */
    private static final int MOST_BYTES = 1 << 20;

    private static final Method WRITE_HEADER = headerWriter();

    private H2File() {}

    /** Makes what was committed findable after a kill. On the thread that writes. */
    static void settle(Connection connection) throws SQLException {
        Optional<MVStore> file = of(connection);
        if (file.isPresent()) {
            file.get().commit();
            writeHeader(file.get().getFileStore());
        }
    }

    /** Makes what was settled safe from a loss of power. From any thread, also while another one writes. */
    static void sync(Connection connection) throws SQLException {
        of(connection).ifPresent(MVStore::sync);
    }

    /**
     * Moves some good pages together, if enough of the file is outdated. Settle and sync before the next commit: only then
     * does nothing on disk need what that one may write over.
     *
     * @return whether anything was moved
     */
    static boolean tidy(Connection connection) throws SQLException {
        Optional<MVStore> file = of(connection);
        return file.isPresent() && file.get().compact(FULL_ENOUGH_PERCENT, MOST_BYTES);
    }

    /** Its size in bytes; empty for a database in memory. */
    static OptionalLong size(Connection connection) throws SQLException {
        Optional<MVStore> file = of(connection);
        return file.isPresent() ? OptionalLong.of(file.get().getFileStore().size()) : OptionalLong.empty();
    }

    /** Empty for a database in memory, which has no file. */
    private static Optional<MVStore> of(Connection connection) throws SQLException {
        if (connection.unwrap(JdbcConnection.class).getSession() instanceof SessionLocal session) {
            return Optional.of(session.getDatabase().getStore().getMvStore())
                    .filter(store -> store.getFileStore() != null);
        }
        throw new StoreUnavailable("an H2 database must be a file or memory of this process, not a server's");
    }

    private static void writeHeader(FileStore<?> file) {
        try {
            WRITE_HEADER.invoke(file);
        } catch (IllegalAccessException | InvocationTargetException failed) {
            throw new StoreUnavailable("the database file's header cannot be written", failed);
        }
    }

    /** Another version of H2 must be looked at before it is trusted; without this method nothing starts. */
    private static Method headerWriter() {
        try {
            Method writer = Class.forName("org.h2.mvstore.RandomAccessStore").getDeclaredMethod("writeStoreHeader");
            writer.setAccessible(true);
            return writer;
        } catch (ReflectiveOperationException anotherVersion) {
            throw new IllegalStateException("this is not the H2 whose file the store knows", anotherVersion);
        }
    }
}

package botcreds.broker.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/**
 * Lets H2 get over a killed process before anything is served. When H2 2.5.252 has recovered a file and is killed again
 * within its first commits, the next recovery may miss the newest of them, although they were written and synced. A clean
 * close after the recovery mends that. So a mark stands beside the file while it is open, and whoever finds it closes the
 * database cleanly once before using it.
 */
final class Recovery {
    private static final String FILE = "jdbc:h2:file:";

    private final Path mark;

    private Recovery(Path mark) {
        this.mark = mark;
    }

    /** Returns nothing for a database that is not a file of this process. */
    static Optional<Recovery> of(String url) {
        if (!url.startsWith(FILE)) {
            return Optional.empty();
        }
        String path = url.substring(FILE.length(), url.contains(";") ? url.indexOf(';') : url.length());
        return Optional.of(new Recovery(Path.of(path + ".open")));
    }

    /** Closes the file cleanly if the last process did not, then marks it as open. */
    void begin(Database database) {
        try {
            if (Files.exists(mark)) {
                try (Connection connection = database.connect();
                        Statement statement = connection.createStatement()) {
                    statement.execute("SHUTDOWN COMPACT");
                }
            }
            Files.createDirectories(mark.toAbsolutePath().getParent());
            try (FileChannel file = FileChannel.open(mark, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                file.force(true);
            }
        } catch (SQLException failed) {
            throw Faults.unopened(failed);
        } catch (IOException failed) {
            throw new StoreUnavailable("nothing can be written beside the database file: " + mark, failed);
        }
    }

    /** The file was closed cleanly; the next start has nothing to get over. */
    void end() throws IOException {
        Files.deleteIfExists(mark);
    }
}

package botcreds.broker.outside;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A PostgreSQL that syncs its commits, on a port of its own, which can be killed, paused and started again. */
final class PostgresServer implements AutoCloseable {
    private final Path files;
    private final int port;
    private EmbeddedPostgres server;

    PostgresServer(Path files) throws IOException {
        this.files = files;
        this.port = Town.freePort();
        this.server = launch();
    }

    String jdbcUrl() {
        return server.getJdbcUrl("postgres", "postgres");
    }

    /** How often the duty went from one node to another. */
    long dutyEpoch() throws SQLException {
        try (Connection connection = DriverManager.getConnection(jdbcUrl());
                ResultSet row = connection.createStatement().executeQuery("SELECT epoch FROM duty")) {
            row.next();
            return row.getLong(1);
        }
    }

    /** SIGKILL to all of it, and a new one on the same files. */
    void killAndRestart() throws IOException, InterruptedException {
        List<ProcessHandle> all = processes();
        all.forEach(ProcessHandle::destroyForcibly);
        Awaitility.await()
                .atMost(BrokerProcess.PATIENCE)
                .until(() -> all.stream().noneMatch(ProcessHandle::isAlive));
        // Finds nothing left to stop, and gives its own lock on the files back.
        server.close();
        server = launch();
    }

    /** SIGSTOP to all of it: connections stay, and nothing answers. */
    void pause(Duration span) throws IOException, InterruptedException {
        List<ProcessHandle> all = processes();
        Signals.send("STOP", all);
        try {
            TimeUnit.MILLISECONDS.sleep(span.toMillis());
        } finally {
            Signals.send("CONT", all);
        }
    }

    /** The postmaster and everything below it. */
    private List<ProcessHandle> processes() throws IOException {
        long pid = Long.parseLong(
                Files.readAllLines(files.resolve("postmaster.pid")).get(0).strip());
        ProcessHandle postmaster = ProcessHandle.of(pid).orElseThrow();
        return Stream.concat(Stream.of(postmaster), postmaster.descendants()).toList();
    }

    private EmbeddedPostgres launch() throws IOException {
        return EmbeddedPostgres.builder()
                .setPort(port)
                .setDataDirectory(files)
                .setCleanDataDirectory(false)
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .start();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}

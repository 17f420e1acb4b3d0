package botcreds.broker.outside;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
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
        return number("SELECT epoch FROM duty");
    }

    /** SIGKILL to all of it, and a new one on the same files. */
    void killAndRestart() throws IOException, InterruptedException {
        kill();
        server = launch();
    }

    /** SIGKILL to all of it. */
    void kill() throws IOException {
        List<ProcessHandle> all = processes();
        all.forEach(ProcessHandle::destroyForcibly);
        Awaitility.await()
                .atMost(BrokerProcess.PATIENCE)
                .until(() -> all.stream().noneMatch(ProcessHandle::isAlive));
        // Finds nothing left to stop, and gives its own lock on the files back.
        server.close();
    }

    /**
     * Starts another one on a copy of the files that follows this one, and from then on a commit here is one there too. This one
     * is stopped for a moment; the embedded distribution has nothing that copies it while it runs.
     */
    PostgresServer withStandby(Path itsFiles) throws IOException, SQLException {
        server.close();
        copyTo(itsFiles);
        server = launch();
        Files.createFile(itsFiles.resolve("standby.signal"));
        Files.writeString(
                itsFiles.resolve("postgresql.auto.conf"),
                "primary_conninfo = 'host=127.0.0.1 port=" + port + " user=postgres application_name=standby'\n",
                StandardOpenOption.APPEND);
        PostgresServer standby = new PostgresServer(itsFiles);
        run("ALTER SYSTEM SET synchronous_standby_names = 'standby'");
        run("SELECT pg_reload_conf()");
        Awaitility.await("the standby follows")
                .atMost(BrokerProcess.PATIENCE)
                .until(() -> number("SELECT COUNT(*) FROM pg_stat_replication WHERE sync_state = 'sync'") == 1);
        return standby;
    }

    /** Makes the standby the primary. */
    void promote() throws SQLException {
        run("SELECT pg_promote(true)");
    }

    /** How brokers find whichever of the two is the primary. */
    String jdbcUrlWith(PostgresServer other) {
        return "jdbc:postgresql://localhost:" + port + ",localhost:" + other.port
                + "/postgres?user=postgres&targetServerType=primary";
    }

    private void copyTo(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(files)) {
            for (Path each : all.toList()) {
                if (!each.getFileName().toString().equals("epg-lock")) {
                    Files.copy(
                            each,
                            folder.resolve(files.relativize(each).toString()),
                            StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
    }

    private void run(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(jdbcUrl());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private long number(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(jdbcUrl());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
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

package botcreds.broker.store;

import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** What H2 and PostgreSQL want differently: how to connect, and what makes a commit safe. Thread-safe. */
final class Database {
    /** The writer asks at least once a second. */
    private static final Duration LONGEST_WITHOUT_ASKING = Duration.ofSeconds(3);

    /** PostgreSQL's name of the lock that nodes wait for in line: "botcreds". */
    private static final long ONE_WRITES = 0x626f746372656473L;

    private final boolean isH2;
    private final String url;
    private final boolean databaseTime;
    private final Clock clock;
    private final String node;
    private volatile @Nullable Heard heard;

    /** The database's time, and when it was asked for it by {@link System#nanoTime}: never later than it answered. */
    private record Heard(Instant time, long asked) {
        Optional<Instant> now(long nanoTime) {
            long passed = nanoTime - asked;
            return passed > LONGEST_WITHOUT_ASKING.toNanos() ? Optional.empty() : Optional.of(time.plusNanos(passed));
        }
    }

    Database(StoreConfig config, Clock clock) {
        this.clock = clock;
        this.node = newNode();
        this.isH2 = config.isH2();
        this.url = isH2 ? h2(config.jdbcUrl()) : config.jdbcUrl();
        this.databaseTime = !isH2 && config.databaseTime();
    }

    /**
     * WRITE_DELAY=0 writes at each commit, which saves it from a killed process. It counts only when it stands in the URL.
     * DB_CLOSE_ON_EXIT=FALSE keeps H2's own shutdown hook from closing the database under requests in flight.
     * RETENTION_TIME is how long outdated parts of the file are left alone, because disks may write out of order; every
     * commit is synced before the next one here, so that a few seconds are plenty.
     */
    private static String h2(String given) {
        String settings = given.toUpperCase(Locale.ROOT);
        if (settings.contains(";WRITE_DELAY=") || settings.contains(";AUTO_SERVER=TRUE")) {
            throw new IllegalArgumentException(
                    "the database URL cannot set WRITE_DELAY, which would lose what was"
                            + " acknowledged, nor AUTO_SERVER, which listens on every interface; use PostgreSQL for several nodes");
        }
        String url = given + ";WRITE_DELAY=0;QUERY_CACHE_SIZE=64";
        return url
                + (settings.contains(";DB_CLOSE_ON_EXIT=") ? "" : ";DB_CLOSE_ON_EXIT=FALSE")
                + (settings.contains(";RETENTION_TIME=") ? "" : ";RETENTION_TIME=5000");
    }

    /** Another database that goes by the same clock. */
    Database another(StoreConfig config) {
        return new Database(config, clock);
    }

    /** As short as rows want it, and of no meaning beyond this process. */
    private static String newNode() {
        byte[] bytes = new byte[6];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** What this process is called among those that share the database. */
    String node() {
        return node;
    }

    String url() {
        return url;
    }

    boolean isH2() {
        return isH2;
    }

    /** Whether closing may write the file anew; one that was opened only to be read stays as it is. */
    boolean compactsAtTheEnd() {
        return isH2 && !url.contains(";ACCESS_MODE_DATA=r");
    }

    /** The time to the microsecond, as both databases keep it: PostgreSQL's own, or the clock's. */
    Instant now(Sql sql) {
        return databaseTime ? ask(sql) : clockTime();
    }

    private Instant ask(Sql sql) {
        long asked = System.nanoTime();
        Instant now = sql.first("SELECT clock_timestamp() AS at", row -> Columns.instant(row, "at"))
                .orElseThrow()
                .truncatedTo(ChronoUnit.MICROS);
        heard = new Heard(now, asked);
        return now;
    }

    /** The same without asking the database; empty when it was not heard of for some seconds. */
    Optional<Instant> timeWithoutAsking() {
        if (!databaseTime) {
            return Optional.of(clockTime());
        }
        Heard last = heard;
        return last == null
                ? Optional.empty()
                : last.now(System.nanoTime()).map(now -> now.truncatedTo(ChronoUnit.MICROS));
    }

    private Instant clockTime() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    Properties properties() {
        Properties properties = new Properties();
        if (!isH2) {
            properties.setProperty("ApplicationName", "botcreds");
            properties.setProperty("connectTimeout", "5");
            properties.setProperty("socketTimeout", "30");
            properties.setProperty("tcpKeepAlive", "true");
            properties.setProperty("reWriteBatchedInserts", "true");
        }
        return properties;
    }

    /** Opens a connection that writes: nothing commits by itself. */
    Connection connect() throws SQLException {
        Connection connection = DriverManager.getConnection(url, properties());
        try (Statement statement = connection.createStatement()) {
            if (!isH2) {
                // A node that is stopped in the middle of a batch holds the chain's head; it loses it before those
                // who wait for it give up.
                statement.execute("SET idle_in_transaction_session_timeout = '5s'");
                statement.execute("SET lock_timeout = '10s'");
                statement.execute("SET statement_timeout = '20s'");
                statement.execute("SET synchronous_commit = on");
                // Each statement is planned once, and by its indexes also while the tables are new and empty:
                // planning it for its values at each turn would cost PostgreSQL more than running it.
                statement.execute("SET plan_cache_mode = force_generic_plan");
                statement.execute("SET enable_seqscan = off");
                // It looks up a row or a few; once the tables are large, starting other processes for that would cost
                // more than all the rest.
                statement.execute("SET max_parallel_workers_per_gather = 0");
                statement.execute("SET jit = off");
            }
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            connection.setAutoCommit(false);
            return connection;
        } catch (SQLException failed) {
            connection.close();
            throw failed;
        }
    }

    /** Opens a connection on which other nodes are heard: each statement is on its own. */
    Connection connectToListen() throws SQLException {
        Properties properties = properties();
        properties.setProperty("ApplicationName", "botcreds-listening");
        properties.setProperty("socketTimeout", "10");
        return DriverManager.getConnection(url, properties);
    }

    /**
     * Waits in line with the other nodes for the right to write, until this transaction ends. A row's lock is not given in turn:
     * PostgreSQL lets whoever comes just when it is free pass those that it has yet to wake, and a busy node would
     * starve the others.
     */
    void queue(Sql sql) {
        if (!isH2) {
            sql.first("SELECT pg_advisory_xact_lock(?)", row -> true, ONE_WRITES);
        }
    }

    /** Has the other nodes look at the audit log as soon as this transaction is durable; H2 has no other nodes. */
    void tellOthers(Sql sql) {
        if (!isH2) {
            sql.first("SELECT pg_notify(?, ?)", row -> true, Elsewhere.CHANNEL, node);
        }
    }

    /** Keeps the H2 file from growing without end; a little at a time, and durable when it returns. */
    void tidy(Connection connection) throws SQLException {
        if (isH2 && H2File.tidy(connection)) {
            settle(connection);
            sync(connection);
        }
    }

    /** Makes what was committed safe from a killed process. PostgreSQL has done that in the commit. */
    void settle(Connection connection) throws SQLException {
        if (isH2) {
            H2File.settle(connection);
        }
    }

    /** Makes what was settled safe from a loss of power, on any thread. PostgreSQL has done that in the commit. */
    void sync(Connection connection) throws SQLException {
        if (isH2) {
            H2File.sync(connection);
        }
    }
}

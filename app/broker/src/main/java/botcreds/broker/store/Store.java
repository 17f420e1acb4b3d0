package botcreds.broker.store;

import botcreds.broker.model.AuditAnchor;
import botcreds.broker.model.AuditEvent;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Handles;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The database: rows, audit chain and outbox. All writes go through one thread, which makes many of them durable with one
 * commit and one sync; reads have connections of their own and never wait for it. Thread-safe.
 */
public final class Store implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Store.class);
    private static final long LONGEST_WAIT_SECONDS = 30;
    private static final long LONGEST_WAIT_FOR_A_READER_MILLIS = 5000;

    /** Costs the writer a hundredth or two of its time; the file then grows with its rows and no longer with its commits. */
    private static final Duration TIDY_EVERY = Duration.ofMillis(200);

    private final Database database;
    private final SealKeys keys;
    private final HikariDataSource pool;
    private final Jdbi readers;
    private final Writer writer;
    private final Elsewhere elsewhere;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Store(Database database, SealKeys keys, HikariDataSource pool, Duration tidyEvery) {
        this.database = database;
        this.keys = keys;
        this.pool = pool;
        this.readers = Jdbi.create(pool);
        Jdbi jdbi = Jdbi.create(database::connect);
        this.elsewhere = new Elsewhere(database);
        // The writer ends its transactions itself; what is open when it closes is what failed.
        jdbi.getConfig(Handles.class).setForceEndTransactions(false);
        this.writer = new Writer(jdbi, handle -> new Batch(database, keys, handle), tidyEvery);
    }

    /**
     * Opens the database and brings its schema up to date.
     *
     * @param clock tells the time on H2; on PostgreSQL the database does, unless the configuration says otherwise
     * @throws StoreUnavailable if it cannot be opened, another process holds its file, or a newer version wrote its schema
     */
    public static Store open(StoreConfig config, Clock clock, SealKeys keys) {
        return open(config, clock, keys, TIDY_EVERY);
    }

    /** The same with one key that seals and opens. */
    public static Store open(StoreConfig config, Clock clock, SealKey key) {
        return open(config, clock, SealKeys.of(key));
    }

    /** The same, tidying the H2 file at another pace. For tests that want it to happen all the time. */
    static Store open(StoreConfig config, Clock clock, SealKeys keys, Duration tidyEvery) {
        Database database = new Database(config, clock);
        HikariDataSource pool = readers(config, database);
        try {
            migrate(config, database, pool);
            Store store = new Store(database, keys, pool, tidyEvery);
            if (store.isShared()) {
                store.elsewhere.start(
                        store.onSnapshot(sql -> AuditChain.head(sql, "").seq()));
            }
            store.writer.start();
            return store;
        } catch (RuntimeException failed) {
            pool.close();
            throw failed;
        }
    }

    /**
     * Opens a database only to read it: its schema stays as it is, and an H2 file is not changed. For looking at a database that
     * no broker uses, or at a copy.
     *
     * @param keys without the brokers' own a log that was cut does not fit
     * @throws StoreUnavailable if it cannot be opened, or another process holds its file
     */
    public static Store openToRead(StoreConfig config, Clock clock, SealKeys keys) {
        return openAsItIs(config.toRead(), clock, keys);
    }

    /**
     * Opens a database to look after its rows, without making it one of this version's.
     *
     * @throws StoreUnavailable if it cannot be opened, or another process holds its file
     */
    public static Store openToMaintain(StoreConfig config, Clock clock, SealKeys keys) {
        Store store = openAsItIs(config.existing(), clock, keys);
        store.writer.start();
        return store;
    }

    private static Store openAsItIs(StoreConfig config, Clock clock, SealKeys keys) {
        Database database = new Database(config, clock);
        HikariDataSource pool = readers(config, database);
        try {
            if (database.isH2()) {
                openFile(database);
            }
            pool.getConnection().close();
            return new Store(database, keys, pool, TIDY_EVERY);
        } catch (StoreUnavailable failed) {
            pool.close();
            throw failed;
        } catch (SQLException failed) {
            pool.close();
            SQLException said = Faults.find(failed.getCause());
            throw Faults.unopened(said == null ? failed : said);
        }
    }

    /** On PostgreSQL by connections that see what another node has just migrated; H2 has one process and is open already. */
    private static void migrate(StoreConfig config, Database database, HikariDataSource readers) {
        if (database.isH2()) {
            openFile(database);
            Migrations.apply(readers);
            return;
        }
        migrate(config, database);
    }

    /** A file that was not closed is recovered by its first connection, which can take longer than a reader may wait. */
    private static void openFile(Database database) {
        try {
            database.connect().close();
        } catch (SQLException failed) {
            throw Faults.unopened(failed);
        }
    }

    /** Brings the schema of a database up to date that nothing is open on. */
    static void migrate(StoreConfig config, Database database) {
        try (HikariDataSource own = new HikariDataSource(connections("store-migrations", config, database))) {
            Migrations.apply(own);
        }
    }

    private static HikariDataSource readers(StoreConfig config, Database database) {
        HikariConfig settings = connections("store-readers", config, database);
        // Once for each connection: asked for at each read it would cost PostgreSQL four more round trips.
        settings.setTransactionIsolation("TRANSACTION_REPEATABLE_READ");
        return new HikariDataSource(settings);
    }

    private static HikariConfig connections(String name, StoreConfig config, Database database) {
        HikariConfig settings = new HikariConfig();
        settings.setPoolName(name);
        settings.setJdbcUrl(database.url());
        settings.setDataSourceProperties(database.properties());
        settings.setMaximumPoolSize(config.readers());
        settings.setConnectionTimeout(LONGEST_WAIT_FOR_A_READER_MILLIS);
        // The first connection is made by the migrations, whose failure says why.
        settings.setInitializationFailTimeout(-1);
        return settings;
    }

    /**
     * Hands a unit of work to the writer. When the future completes, the work is safe from a killed process and from a loss
     * of power. It fails with what the work threw, or with {@link StoreUnavailable} when nothing may be relied on; in a
     * failing commit the rows may still be there, which {@link StoreUnavailable#mayBeKept} tells, so whoever asks again must be
     * able to find them.
     */
    public <T> CompletableFuture<T> write(Work<T> work) {
        return writer.submit(work);
    }

    /** {@link #write}, and waits 30 seconds at most. A unit that has not begun by then never begins. */
    public <T> T writeNow(Work<T> work) {
        if (writer.isCurrentThread()) {
            throw new IllegalStateException("a unit of work cannot wait for another one");
        }
        CompletableFuture<T> written = write(work);
        try {
            return written.get(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            throw rethrown(failed.getCause());
        } catch (TimeoutException late) {
            written.cancel(false);
            throw StoreUnavailable.unsure("the database did not finish a write in time; ask again", late);
        } catch (InterruptedException stopped) {
            written.cancel(false);
            Thread.currentThread().interrupt();
            throw StoreUnavailable.unsure("the wait for a write was interrupted; ask again", stopped);
        }
    }

    /**
     * Runs a query on one snapshot, without waiting for the writer. It may see a commit a moment before that one is safe
     * from a loss of power: who acts upon it in the world writes first.
     *
     * @throws IllegalStateException if the work tries to change rows
     */
    public <T> T read(Work<T> query) {
        return onSnapshot(sql -> query.apply(new Transaction(
                sql, new LazyMoment(() -> database.now(sql)), keys, database.node(), LookedAhead.NOTHING)));
    }

    /**
     * The time that decisions go by. Where the database's own time counts it is what the writer last heard of it, a second
     * ago at most, and what has passed since; a query only while the writer hears nothing.
     */
    public Instant now() {
        return database.timeWithoutAsking().orElseGet(() -> read(Transaction::now));
    }

    /** Whether the last commit, or the last look a second ago, succeeded. Costs nothing. */
    public boolean isHealthy() {
        return writer.isHealthy();
    }

    /**
     * Names who is told of every audit row of this process once it is durable, in their order. It is called on a thread that
     * the callers of {@link #write} wait for, so it only takes note.
     */
    public void onAppended(Consumer<List<AuditEvent.Recorded>> told) {
        writer.onAppended(told);
    }

    /** Names who is told once a unit of work of this process that leaves something to tell is durable; it only takes note. */
    public void onToTell(Runnable told) {
        writer.onToTell(told);
    }

    /**
     * Names who else is told of audit rows that other nodes append, in their order, on one thread. On PostgreSQL within
     * milliseconds, or within two seconds when a notification was lost; never on H2.
     */
    public void onElsewhere(Consumer<List<AuditEvent.Brief>> told) {
        elsewhere.tell(told);
    }

    /** Whether other nodes may work on the same database. */
    public boolean isShared() {
        return !database.isH2();
    }

    /** How often the database could not be written since this process began. */
    public long writeFailures() {
        return writer.failures();
    }

    /**
     * Writes the database, as it is at this moment, into a new H2 file, and verifies it there. Nobody waits meanwhile.
     *
     * @throws NotCopied if it is not an H2 database, or the file cannot be made; the message says what to do
     */
    public Copied backup(Path file) {
        return DatabaseCopy.backup(database, file, keys);
    }

    /** The size of H2's file in bytes; empty for a database without one. */
    public OptionalLong fileBytes() {
        return onSnapshot(sql -> database.isH2() ? sql.fileBytes() : OptionalLong.empty());
    }

    /**
     * Verifies some more of the audit log.
     *
     * @param after what is known to be in order
     * @param rows  how many to look at, at most
     * @return how far it is known to be in order now; at the end of the log, its head too
     * @throws AuditBroken at the first row that was changed, inserted, moved or cut off
     */
    public AuditPosition verifyAudit(AuditPosition after, int rows) {
        return onSnapshot(sql -> new AuditWalk(sql, keys).verify(after, rows));
    }

    /**
     * Walks the whole audit log and returns the number of its last row.
     *
     * @throws AuditBroken at the first row that was changed, inserted, moved or cut off
     */
    public long verifyAudit() {
        return onSnapshot(sql -> new AuditWalk(sql, keys).verify());
    }

    /**
     * Compares the audit log with what was noted of it outside the database.
     *
     * @return false if that row was cut away since, so that nothing can be said of it
     * @throws AuditBroken if it is another row now, or is missing
     */
    public boolean auditHolds(AuditAnchor anchor) {
        return onSnapshot(sql -> new AuditWalk(sql, keys).holds(anchor));
    }

    /** Where the audit log ends now. */
    public AuditAnchor auditHead() {
        AuditChain.Head head = onSnapshot(sql -> AuditChain.head(sql, ""));
        return new AuditAnchor(head.seq(), head.hash());
    }

    /** A pooled connection may have died while nobody used it. A query changes nothing, so asking twice is safe. */
    private <T> T onSnapshot(Function<Sql, T> query) {
        try {
            return onOneConnection(query);
        } catch (JdbiException | StoreUnavailable stale) {
            pool.getHikariPoolMXBean().softEvictConnections();
        }
        try {
            return onOneConnection(query);
        } catch (JdbiException failed) {
            throw new StoreUnavailable("the database cannot be read now; try again in a few seconds", failed);
        }
    }

    private <T> T onOneConnection(Function<Sql, T> query) {
        try (Handle handle = readers.open()) {
            return handle.inTransaction(snapshot -> {
                try (Sql sql = new Sql(snapshot, false)) {
                    return query.apply(sql);
                }
            });
        }
    }

    /** Takes nothing more, writes what is waiting, closes the connections, and gives back the disk space H2 does not need. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        elsewhere.close();
        writer.close();
        pool.close();
        if (database.compactsAtTheEnd()) {
            try (Connection last = database.connect();
                    Statement statement = last.createStatement()) {
                statement.execute("SHUTDOWN COMPACT");
            } catch (SQLException failed) {
                LOG.warn("the database file was not compacted (SQLSTATE {}); no row is lost", failed.getSQLState());
            }
        }
    }

    private static RuntimeException rethrown(@Nullable Throwable cause) {
        if (cause instanceof Error fatal) {
            throw fatal;
        }
        return cause instanceof RuntimeException fault ? fault : new IllegalStateException(cause);
    }
}

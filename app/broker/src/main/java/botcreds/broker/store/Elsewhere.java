package botcreds.broker.store;

import botcreds.broker.model.AuditEvent;
import botcreds.broker.model.BotId;
import botcreds.broker.model.RequestId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows what other nodes append to the audit log, on one connection of its own. PostgreSQL's NOTIFY says that there is
 * something, sent in the transaction that made it true; the log says what. So a notification that is lost, with its connection
 * or behind a pooler that does not carry any, costs two seconds and no event: what counts is how far the log was read.
 */
final class Elsewhere implements AutoCloseable {
    static final String CHANNEL = "botcreds";

    private static final Logger LOG = LoggerFactory.getLogger(Elsewhere.class);
    private static final Duration LOOK_ANYWAY = Duration.ofSeconds(2);
    private static final long PAUSE_MILLIS = 500;
    private static final int MOST_AT_ONCE = 5000;

    /** What nobody on another node waits for; busy nodes append little else. */
    private static final Set<AuditEvent.Type> OF_NO_CONCERN = EnumSet.of(
            AuditEvent.Type.CREDENTIAL_REQUESTED,
            AuditEvent.Type.MINT_STARTED,
            AuditEvent.Type.CREDENTIAL_DELIVERED,
            AuditEvent.Type.OWN_TOKEN_USED,
            AuditEvent.Type.REPOSITORY_LOOKED_UP);

    private final Database database;
    private final Duration lookAnyway;
    private final List<Consumer<List<AuditEvent.Brief>>> told = new CopyOnWriteArrayList<>();
    private final Thread thread = new Thread(this::run, "store-elsewhere");
    private volatile boolean open = true;
    private volatile @Nullable Connection listening;
    private long read;

    Elsewhere(Database database) {
        this(database, LOOK_ANYWAY);
    }

    /** The same, looking at another pace where nothing was heard. For tests that want to hear, or not to. */
    Elsewhere(Database database, Duration lookAnyway) {
        this.database = database;
        this.lookAnyway = lookAnyway;
        thread.setDaemon(true);
    }

    /** Whether other nodes should look at once. */
    static boolean concernsOthers(List<AuditEvent.Recorded> rows) {
        return rows.stream().anyMatch(row -> !OF_NO_CONCERN.contains(row.event().type()));
    }

    /** Begins behind this row. */
    void start(long seq) {
        read = seq;
        thread.start();
    }

    void tell(Consumer<List<AuditEvent.Brief>> listener) {
        told.add(listener);
    }

    @Override
    public void close() {
        open = false;
        Connection connection = listening;
        if (connection != null) {
            try {
                // A thread that waits for a notification hears no interrupt.
                connection.abort(Runnable::run);
            } catch (SQLException alreadyGone) {
                LOG.debug("the listening connection was gone already");
            }
        }
        thread.interrupt();
    }

    private void run() {
        boolean heard = true;
        while (open) {
            try (Connection connection = database.connectToListen();
                    Statement listen = connection.createStatement()) {
                listening = connection;
                listen.execute("LISTEN " + CHANNEL);
                look(connection);
                if (!heard) {
                    LOG.info("other nodes are heard again; what they did meanwhile was caught up with");
                }
                heard = true;
                listen(connection);
            } catch (SQLException | RuntimeException failed) {
                if (heard && open) {
                    SQLException said = Faults.find(failed);
                    LOG.warn(
                            "other nodes are not heard until the database is back ({})",
                            said == null ? failed.toString() : "SQLSTATE " + said.getSQLState());
                }
                heard = false;
                pause();
            }
        }
    }

    private void listen(Connection connection) throws SQLException {
        PGConnection postgres = connection.unwrap(PGConnection.class);
        long looked = System.nanoTime();
        while (open) {
            PGNotification[] notifications = postgres.getNotifications((int) lookAnyway.toMillis());
            boolean due = System.nanoTime() - looked >= lookAnyway.toNanos();
            if (due || isFromElsewhere(notifications)) {
                look(connection);
                looked = System.nanoTime();
            }
        }
    }

    private boolean isFromElsewhere(PGNotification @Nullable [] notifications) {
        if (notifications == null) {
            return false;
        }
        for (PGNotification each : notifications) {
            if (!database.node().equals(each.getParameter())) {
                return true;
            }
        }
        return false;
    }

    /** Tells of everything appended by others since the last look. Also the proof that the connection lives. */
    private void look(Connection connection) throws SQLException {
        long end = head(connection);
        while (read < end) {
            List<AuditEvent.Brief> rows = rows(connection, end);
            read = rows.size() < MOST_AT_ONCE ? end : rows.get(rows.size() - 1).seq();
            if (!rows.isEmpty()) {
                tell(rows);
            }
        }
    }

    /** Whoever listens cannot keep the others, or the next rows, from being told. */
    private void tell(List<AuditEvent.Brief> rows) {
        for (Consumer<List<AuditEvent.Brief>> each : told) {
            try {
                each.accept(rows);
            } catch (RuntimeException fault) {
                LOG.error("what another node did could not be followed up", fault);
            }
        }
    }

    private static long head(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT seq FROM audit_head")) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    private List<AuditEvent.Brief> rows(Connection connection, long end) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                SELECT seq, at, event, bot, request_id FROM audit_log
                 WHERE seq > ? AND seq <= ? AND (node IS NULL OR node <> ?) ORDER BY seq LIMIT ?
                """)) {
            statement.setLong(1, read);
            statement.setLong(2, end);
            statement.setString(3, database.node());
            statement.setInt(4, MOST_AT_ONCE);
            try (ResultSet row = statement.executeQuery()) {
                List<AuditEvent.Brief> rows = new ArrayList<>();
                while (row.next()) {
                    rows.add(brief(row));
                }
                return rows;
            }
        }
    }

    /** A name that cannot be read, of a newer version or of somebody else's, must not keep all that follows it from being heard. */
    private static AuditEvent.Brief brief(ResultSet row) throws SQLException {
        return new AuditEvent.Brief(
                row.getLong("seq"),
                Columns.instant(row, "at"),
                AuditEvent.Type.of(row.getString("event")),
                Optional.ofNullable(row.getString("bot")).flatMap(Elsewhere::bot),
                Optional.ofNullable(row.getString("request_id"))
                        .filter(RequestId::looksLikeOne)
                        .map(RequestId::new));
    }

    private static Optional<BotId> bot(String name) {
        try {
            return Optional.of(new BotId(name));
        } catch (IllegalArgumentException none) {
            return Optional.empty();
        }
    }

    private void pause() {
        try {
            Thread.sleep(open ? PAUSE_MILLIS : 0);
        } catch (InterruptedException stopping) {
            LOG.debug("stopping");
        }
    }
}

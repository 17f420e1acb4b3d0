package botcreds.broker.store;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;

/**
 * A look at the database from outside, which changes nothing in it: not even its schema.
 *
 * @param version of the schema; empty where there is none yet
 * @param doubts  what makes it less safe than a broker should be, each a sentence
 */
public record DatabaseLook(State state, String version, List<String> doubts) {
    private static final String H2_NOT_THERE = "90146";
    private static final String H2_LOCKED = "90020";
    private static final int PATIENCE_SECONDS = 5;

    /** What a broker would meet. */
    public enum State {
        /** The schema of this version. */
        READY,
        /** An older schema, which the next start brings up to date. */
        OLDER,
        /** A newer one, or somebody else's. */
        FOREIGN,
        /** Nothing yet; the first start makes it. */
        FRESH,
        /** Another process has the file: most likely the broker. */
        IN_USE,
        /** Does not answer, or does not let us in. */
        AWAY
    }

    public DatabaseLook {
        doubts = List.copyOf(doubts);
    }

    /** Opens the database for reading, within seconds, and closes it again. */
    public static DatabaseLook at(StoreConfig config, Clock clock) {
        Database database = new Database(config, clock);
        String url = database.isH2() ? database.url() + ";IFEXISTS=TRUE;ACCESS_MODE_DATA=r" : hurried(database.url());
        try (Connection connection = DriverManager.getConnection(url)) {
            return seen(connection, url, database.isH2());
        } catch (SQLException unopened) {
            return notOpened(String.valueOf(unopened.getSQLState()));
        }
    }

    /** PostgreSQL's driver would otherwise wait for as long as the network does. */
    private static String hurried(String url) {
        return url + (url.contains("?") ? "&" : "?") + "connectTimeout=" + PATIENCE_SECONDS + "&socketTimeout="
                + PATIENCE_SECONDS;
    }

    private static DatabaseLook notOpened(String sqlState) {
        return switch (sqlState) {
            case H2_NOT_THERE -> new DatabaseLook(State.FRESH, "", List.of());
            case H2_LOCKED -> new DatabaseLook(State.IN_USE, "", List.of());
            default -> new DatabaseLook(State.AWAY, "", List.of("SQLSTATE " + sqlState));
        };
    }

    private static DatabaseLook seen(Connection connection, String url, boolean isH2) throws SQLException {
        List<String> doubts = isH2 ? List.of() : doubts(connection);
        try {
            MigrationInfoService schema = Flyway.configure(DatabaseLook.class.getClassLoader())
                    .dataSource(url, null, null)
                    .locations("classpath:db/migration")
                    .ignoreMigrationPatterns(new String[0])
                    .load()
                    .info();
            String version = Optional.ofNullable(schema.current())
                    .map(MigrationInfo::getVersion)
                    .map(Object::toString)
                    .orElse("");
            return new DatabaseLook(state(schema, version), version, doubts);
        } catch (FlywayException foreign) {
            return new DatabaseLook(State.FOREIGN, "", doubts);
        }
    }

    private static State state(MigrationInfoService schema, String version) {
        for (MigrationInfo each : schema.all()) {
            if (each.getState().isFailed()
                    || (each.getState().isApplied() && !each.getState().isResolved())) {
                return State.FOREIGN;
            }
        }
        if (version.isEmpty()) {
            return State.FRESH;
        }
        return schema.pending().length > 0 ? State.OLDER : State.READY;
    }

    /** PostgreSQL's settings that decide whether what was acknowledged survives, and whether anything can be written. */
    private static List<String> doubts(Connection connection) throws SQLException {
        List<String> doubts = new ArrayList<>();
        for (String setting : List.of("fsync", "full_page_writes")) {
            if (!shown(connection, setting).equals("on")) {
                doubts.add(setting + " is off there, so a loss of power loses what was acknowledged; switch it on in"
                        + " postgresql.conf");
            }
        }
        if (shown(connection, "transaction_read_only").equals("on")) {
            doubts.add("it takes no writes, as a standby does; name the primary in BOTCREDS_DATABASE_URL");
        }
        return doubts;
    }

    private static String shown(Connection connection, String setting) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SHOW " + setting)) {
            return rows.next() ? rows.getString(1).toLowerCase(Locale.ROOT) : "";
        }
    }
}

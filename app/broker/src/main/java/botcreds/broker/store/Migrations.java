package botcreds.broker.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Optional;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the schema up to date. On one that a newer version left behind it starts only if that one says so: while nodes are
 * replaced one by one, old and new share a schema. Nodes that start at once take turns by Flyway's own lock.
 */
final class Migrations {
    private static final Logger LOG = LoggerFactory.getLogger(Migrations.class);
    private static final String[] NOTHING_UNKNOWN = {};
    private static final String[] WHAT_IS_NEWER = {"*:future"};

    private Migrations() {}

    static void apply(DataSource database) {
        try {
            // By default Flyway lets pass what a newer version left behind.
            flyway(database, NOTHING_UNKNOWN).migrate();
        } catch (FlywayException failed) {
            SQLException said = Faults.find(failed);
            if (said != null) {
                throw Faults.unopened(said);
            }
            runOnWhatIsNewer(database, failed);
        }
    }

    private static void runOnWhatIsNewer(DataSource database, FlywayException refused) {
        Flyway lenient = flyway(database, WHAT_IS_NEWER);
        Optional<MigrationVersion> floor = floor(database);
        if (floor.isEmpty() || floor.get().compareTo(newestKnown(lenient)) > 0) {
            throw unknownSchema(refused);
        }
        try {
            lenient.migrate();
        } catch (FlywayException changed) {
            throw unknownSchema(changed);
        }
        LOG.warn("A newer version has brought the schema beyond this one's, and says that this one can go on with it.");
    }

    private static Flyway flyway(DataSource database, String[] letPass) {
        return Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(database)
                .locations("classpath:db/migration")
                .ignoreMigrationPatterns(letPass)
                .load();
    }

    private static MigrationVersion newestKnown(Flyway flyway) {
        return Arrays.stream(flyway.info().all())
                .filter(each -> each.getState().isResolved())
                .map(MigrationInfo::getVersion)
                .max(MigrationVersion::compareTo)
                .orElseThrow();
    }

    /** The oldest version that may run on this schema; empty on one that does not say. */
    private static Optional<MigrationVersion> floor(DataSource database) {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT version FROM schema_floor")) {
            return row.next() ? Optional.of(MigrationVersion.fromVersion(row.getString(1))) : Optional.empty();
        } catch (SQLException silent) {
            return Optional.empty();
        }
    }

    private static StoreUnavailable unknownSchema(FlywayException failed) {
        return new StoreUnavailable(
                "the database's schema is not one this version knows: it is newer, was changed by hand, or belongs to"
                        + " something else; start the newer version, or give the broker a database of its own",
                failed);
    }
}

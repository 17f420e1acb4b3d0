package botcreds.broker.store;

import java.sql.SQLException;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** Brings the schema up to date, or refuses to start on one that this version does not know. */
final class Migrations {
    /** H2: another process holds the database's file. */
    private static final String LOCKED = "90020";

    private Migrations() {}

    static void apply(DataSource database) {
        try {
            Flyway.configure(Migrations.class.getClassLoader())
                    .dataSource(database)
                    .locations("classpath:db/migration")
                    // By default Flyway lets pass what a newer version left behind.
                    .ignoreMigrationPatterns(new String[0])
                    .load()
                    .migrate();
        } catch (FlywayException failed) {
            throw new StoreUnavailable(explain(failed), failed);
        }
    }

    private static String explain(FlywayException failed) {
        SQLException said = Faults.find(failed);
        if (said != null && LOCKED.equals(said.getSQLState())) {
            return "the database file is in use by another process; stop that one, or use PostgreSQL for several nodes";
        }
        if (said != null) {
            return "the database cannot be opened (SQLSTATE " + said.getSQLState()
                    + "); check the database URL and that the server runs";
        }
        return "the database's schema is not one this version knows: it is newer, was changed by hand, or belongs to"
                + " something else; start the newer version, or give the broker a database of its own";
    }
}

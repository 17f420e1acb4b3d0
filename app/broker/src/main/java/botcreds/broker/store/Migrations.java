package botcreds.broker.store;

import java.sql.SQLException;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** Brings the schema up to date, or refuses to start on one that this version does not know. */
final class Migrations {
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
            SQLException said = Faults.find(failed);
            throw said == null ? unknownSchema(failed) : Faults.unopened(said);
        }
    }

    private static StoreUnavailable unknownSchema(FlywayException failed) {
        return new StoreUnavailable(
                "the database's schema is not one this version knows: it is newer, was changed by hand, or belongs to"
                        + " something else; start the newer version, or give the broker a database of its own",
                failed);
    }
}

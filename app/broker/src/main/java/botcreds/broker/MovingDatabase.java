package botcreds.broker;

import botcreds.broker.settings.BadSettings;
import botcreds.broker.settings.Settings;
import botcreds.broker.settings.StoreSettings;
import botcreds.broker.store.Copied;
import botcreds.broker.store.DatabaseCopy;
import botcreds.broker.store.StoreConfig;
import java.io.PrintStream;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** {@code move}: the H2 database goes into an empty PostgreSQL one, while the broker is stopped. */
record MovingDatabase(Map<String, String> environment, PrintStream out, Clock clock) {
    void run(List<String> words) throws BadSettings, NotDone {
        StoreSettings settings = Settings.readStore(environment);
        String target = target(words, settings);
        String source = settings.jdbcUrl().reveal().startsWith("jdbc:h2:")
                ? settings.jdbcUrl().reveal()
                : "jdbc:h2:file:" + settings.h2File();
        Copied copied =
                DatabaseCopy.copy(StoreConfig.of(source), StoreConfig.of(target), House.sealKeys(settings), clock);
        out.println("Moved. " + Backups.report(copied));
        copied.rows().forEach((table, rows) -> out.printf("  %-28s %d%n", table, rows));
        out.println("""

                What to do now:
                  1. Set BOTCREDS_DATABASE_URL (or BOTCREDS_DATABASE_URL_FILE) to the new database.
                  2. Keep the seal key: %s opens the tokens that are sealed there. Each further node needs the same
                     one, in BOTCREDS_SEAL_KEY_FILE.
                  3. Start the broker, and look at /readyz.
                  4. Put the H2 file away, and never start a broker on it again: two brokers on two databases take each
                     other's deploy keys for orphans.""".formatted(settings.sealKey().isPresent() ? "BOTCREDS_SEAL_KEY" : settings.sealKeyFile()));
    }

    private static String target(List<String> words, StoreSettings settings) throws NotDone {
        if (words.isEmpty()) {
            String url = settings.jdbcUrl().reveal();
            if (url.startsWith("jdbc:postgresql:")) {
                return url;
            }
            throw new NotDone("say where to: set BOTCREDS_DATABASE_URL to the new database, or give --to");
        }
        if (words.size() != 2 || !words.get(0).equals("--to")) {
            throw NotDone.misused();
        }
        String url = words.get(1);
        if (!url.startsWith("jdbc:postgresql:")) {
            throw new NotDone("--to must begin with jdbc:postgresql://");
        }
        if (url.contains("password=")) {
            throw new NotDone("everybody on this machine can read a password in an argument: change it now, and give"
                    + " the URL in BOTCREDS_DATABASE_URL_FILE, or the password in a .pgpass file");
        }
        return url;
    }
}

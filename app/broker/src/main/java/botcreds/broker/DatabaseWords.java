package botcreds.broker;

import botcreds.broker.settings.BadSettings;
import botcreds.broker.store.AuditBroken;
import botcreds.broker.store.NotCopied;
import botcreds.broker.store.StoreFault;
import botcreds.broker.store.StoreUnavailable;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The words of the jar that have to do with the database as a whole: {@code move}, {@code backup} and {@code restore}.
 *
 * <p>Exit codes: 0 done; 1 not done, and nothing was changed; 2 misused.
 */
final class DatabaseWords {
    static final Set<String> ALL = Set.of("move", "backup", "restore");

    private static final String USAGE = """
            Usage: java -jar botcreds-broker.jar move [--to jdbc:postgresql://HOST/DB?user=NAME]
                       copies the H2 database into an empty PostgreSQL one, while the broker is stopped
                   java -jar botcreds-broker.jar backup FILE
                       writes the H2 database into a new file; the broker may go on
                   java -jar botcreds-broker.jar restore FILE | --postgresql [--nothing-happened-since]
                       puts such a file in place, while the broker is stopped, and closes what it would open again;
                       --postgresql does the second for a database that was restored by its own tools\
            """;

    private final Map<String, String> environment;
    private final PrintStream out;
    private final Clock clock;

    DatabaseWords(Map<String, String> environment, PrintStream out, Clock clock) {
        this.environment = Map.copyOf(environment);
        this.out = out;
        this.clock = clock;
    }

    /** Does what the words say, and returns the exit code; what went wrong is told on the other stream. */
    int run(List<String> words, PrintStream complaints) {
        try {
            List<String> rest = words.subList(1, words.size());
            switch (words.get(0)) {
                case "move" -> new MovingDatabase(environment, out, clock).run(rest);
                case "backup" -> new BackingUp(environment, out, clock).run(rest);
                case "restore" -> new RestoringDatabase(environment, out, clock).run(rest);
                default -> throw NotDone.misused();
            }
            return 0;
        } catch (BadSettings bad) {
            complaints.println("botcreds: the settings are wrong:\n" + String.join("\n", bad.problems()));
            return 2;
        } catch (AuditBroken broken) {
            complaints.println("botcreds: not done, and nothing was changed: the audit log is broken at "
                    + broken.getMessage() + ". Keep a copy and find out who can write there.");
        } catch (NotDone not) {
            complaints.println(
                    not.isMisuse() ? USAGE : "botcreds: not done, and nothing was changed: " + not.getMessage());
            return not.isMisuse() ? 2 : 1;
        } catch (NotStartable | NotCopied | StoreUnavailable refused) {
            complaints.println("botcreds: not done, and nothing was changed: " + refused.getMessage());
        } catch (StoreFault fault) {
            complaints.println("botcreds: not done, and nothing was changed: the database refused a statement ("
                    + fault.getMessage() + ")");
        } catch (IOException failed) {
            complaints.println("botcreds: not done: " + failed.getMessage()
                    + " cannot be read or written; see to the disk and to the file's owner");
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            complaints.println("botcreds: interrupted");
        }
        return 1;
    }
}

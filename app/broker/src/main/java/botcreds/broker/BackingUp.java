package botcreds.broker;

import botcreds.broker.settings.BadSettings;
import botcreds.broker.settings.Settings;
import botcreds.broker.settings.StoreSettings;
import botcreds.broker.store.DatabaseCopy;
import botcreds.broker.store.Restoring;
import botcreds.broker.store.StoreConfig;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code backup}: the H2 database goes into a new file, whether a broker is at work on it or not. */
record BackingUp(Map<String, String> environment, PrintStream out, Clock clock) {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(500);
    private static final Duration UNTIL_IT_BEGINS = Duration.ofMinutes(1);

    void run(List<String> words) throws BadSettings, NotDone, IOException, InterruptedException {
        if (words.size() != 1 || words.get(0).startsWith("-")) {
            throw NotDone.misused();
        }
        Path file = Path.of(words.get(0)).toAbsolutePath();
        StoreSettings settings = Settings.readStore(environment);
        if (Files.exists(file)) {
            throw new NotDone(file + " is there already; name a file that is not");
        }
        String report = settings.databaseUrl().isEmpty() && Restoring.isInUse(settings.h2File())
                ? askTheBroker(settings, file)
                : Backups.report(DatabaseCopy.backup(
                        StoreConfig.of(settings.jdbcUrl().reveal()), file, House.sealKeys(settings), clock));
        out.println("Backed up to " + file + ". " + report);
        out.println("The seal key is not in it: keep " + settings.sealKeyFile()
                + " (or BOTCREDS_SEAL_KEY) elsewhere, once.");
    }

    /** Where the broker at work holds the file. It looks every second; one that is gone never takes the wish. */
    private static String askTheBroker(StoreSettings settings, Path file)
            throws NotDone, IOException, InterruptedException {
        Backups.Desk desk = Backups.Desk.in(settings.data());
        desk.clear();
        Files.createFile(
                desk.wanted(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            long begun = System.nanoTime();
            Optional<String> answer = desk.take();
            while (answer.isEmpty()) {
                boolean working = Files.exists(Path.of(desk.file() + ".part.mv.db"));
                if (!working && System.nanoTime() - begun > UNTIL_IT_BEGINS.toNanos()) {
                    throw new NotDone("another process holds the database and does not answer; is it a broker of this"
                            + " version?");
                }
                if (!Restoring.isInUse(settings.h2File())) {
                    throw new NotDone("the broker stopped meanwhile; run the same again");
                }
                Thread.sleep(LOOK_AGAIN.toMillis());
                answer = desk.take();
            }
            if (!Backups.Desk.isDone(answer.get())) {
                throw new NotDone(Backups.Desk.text(answer.get()));
            }
            Files.move(desk.file(), file);
            return Backups.Desk.text(answer.get());
        } finally {
            desk.clear();
        }
    }
}

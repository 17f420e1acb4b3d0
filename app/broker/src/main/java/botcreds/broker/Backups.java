package botcreds.broker;

import botcreds.broker.duty.Rounds;
import botcreds.broker.settings.StoreSettings;
import botcreds.broker.store.Copied;
import botcreds.broker.store.NotCopied;
import botcreds.broker.store.Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Backups of a broker at work. H2 lets one process in, so {@code backup FILE} asks it by a file in {@code BOTCREDS_DATA}, where
 * only the broker's own user may write: no door is opened for this, and no token is needed. The answer comes as files too.
 */
final class Backups implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Backups.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private final Desk desk;
    private final Store store;
    private final Rounds rounds = new Rounds("backups", LOOK_EVERY, this::look);

    Backups(StoreSettings settings, Store store) {
        this.desk = Desk.in(settings.data());
        this.store = store;
    }

    /**
     * The names that both sides know.
     *
     * @param wanted is there while a backup is asked for
     * @param file   the backup, whole as soon as there is an answer
     * @param answer what came of it: the first line is {@code done} or {@code failed}
     */
    record Desk(Path wanted, Path file, Path answer) {
        private static final String DONE = "done";

        static Desk in(Path data) {
            return new Desk(data.resolve("backup.wanted"), data.resolve("backup.file"), data.resolve("backup.answer"));
        }

        void clear() throws IOException {
            Files.deleteIfExists(wanted);
            Files.deleteIfExists(answer);
            Files.deleteIfExists(file);
        }

        void put(boolean done, String text) throws IOException {
            Path fresh = answer.resolveSibling(answer.getFileName() + ".new");
            Files.writeString(fresh, (done ? DONE : "failed") + "\n" + text, StandardCharsets.UTF_8);
            Files.move(fresh, answer, StandardCopyOption.ATOMIC_MOVE);
        }

        /** The answer, once there is one. */
        Optional<String> take() throws IOException {
            return Files.exists(answer) ? Optional.of(Files.readString(answer)) : Optional.empty();
        }

        static boolean isDone(String answer) {
            return answer.startsWith(DONE + "\n");
        }

        static String text(String answer) {
            return answer.substring(answer.indexOf('\n') + 1);
        }
    }

    void start() {
        rounds.start();
    }

    @Override
    public void close() {
        rounds.close();
    }

    private void look() {
        if (Files.notExists(desk.wanted())) {
            return;
        }
        try {
            Files.deleteIfExists(desk.file());
            answer();
            Files.deleteIfExists(desk.wanted());
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    private void answer() throws IOException {
        try {
            Copied copied = store.backup(desk.file());
            LOG.info("backed up {} rows, to audit row {}", copied.allRows(), copied.auditRows());
            desk.put(true, report(copied));
        } catch (NotCopied refused) {
            desk.put(false, String.valueOf(refused.getMessage()));
        } catch (RuntimeException fault) {
            LOG.error("The backup failed; nothing else is affected.", fault);
            desk.put(false, "the backup failed; the broker's log says why");
        }
    }

    /** For the human at the terminal, and for the record. */
    static String report(Copied copied) {
        return copied.allRows() + " rows in " + copied.rows().size() + " tables, all counted; " + copied.auditRows()
                + " rows of the audit log verified.\nIts head: " + copied.auditHash();
    }
}

package botcreds.broker;

import botcreds.broker.settings.BadSettings;
import botcreds.broker.settings.Settings;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process: reads the settings, starts the house, says that it is ready, and stops it on SIGTERM. With the word
 * {@code audit} it works on the audit log instead, see {@link AuditCommand}; with others on the whole database, see
 * {@link DatabaseWords}.
 *
 * <p>Exit codes: 0 stopped when asked to, or done; 1 could not start, or not done; 2 the settings, the policy or the words are
 * wrong, and nothing was opened.
 */
public final class Broker {
    private static final Logger LOG = LoggerFactory.getLogger(Broker.class);

    private Broker() {}

    public static void main(String[] arguments) {
        if (arguments.length > 0 && arguments[0].equals("audit")) {
            List<String> words = List.of(arguments).subList(1, arguments.length);
            PrintStream out = new PrintStream(
                    new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16),
                    false,
                    StandardCharsets.UTF_8);
            int status = new AuditCommand(System.getenv(), Clock.systemUTC(), out, System.err).run(words);
            out.flush();
            System.exit(status);
        }
        if (arguments.length > 0) {
            List<String> words = List.of(arguments);
            System.exit(new DatabaseWords(System.getenv(), System.out, Clock.systemUTC()).run(words, System.err));
        }
        long begun = System.nanoTime();
        Settings settings;
        SigningKeys keys = new SigningKeys();
        try {
            settings = Settings.read(System.getenv(), keys);
        } catch (BadSettings bad) {
            refuse("The settings are wrong; nothing was started:", String.join("\n", bad.problems()));
            return;
        }
        settings.warnings().forEach(LOG::warn);
        try {
            House house = House.start(settings, keys, Clock.systemUTC());
            CountDownLatch stopped = new CountDownLatch(1);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(house, stopped), "stop"));
            LOG.info("{} in {} ms", house, (System.nanoTime() - begun) / 1_000_000);
            stopped.await();
        } catch (NotStartable unusable) {
            refuse("The broker cannot start:", unusable.explanation());
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } catch (Exception fault) {
            LOG.error("The broker could not start.", fault);
            System.exit(1);
        }
    }

    private static void stop(House house, CountDownLatch stopped) {
        LOG.info("stopping");
        house.close();
        LOG.info("stopped");
        stopped.countDown();
    }

    /** For the human at the terminal, who has no use for a stack trace. */
    private static void refuse(String headline, String detail) {
        System.err.println("botcreds: " + headline);
        System.err.println(detail);
        System.exit(2);
    }
}

package botcreds.broker;

import botcreds.broker.settings.BadSettings;
import botcreds.broker.settings.Settings;
import botcreds.broker.settings.SettingsFile;
import botcreds.broker.setup.Arguments;
import botcreds.broker.setup.WrongUse;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the settings, starts the house, says that it is ready, and stops it on SIGTERM. */
final class Serving {
    private static final Logger LOG = LoggerFactory.getLogger(Serving.class);

    /** Exit statuses: what may pass, so that a supervisor tries again, and what somebody has to mend first. */
    private static final int FAILED = 1;

    private static final int WRONG = 2;

    private Serving() {}

    /** Returns when the process ends. The words are none, or the file of the settings as {@code --settings FILE}. */
    static void run(List<String> words) {
        long begun = System.nanoTime();
        Settings settings;
        SigningKeys keys = new SigningKeys();
        try {
            Arguments given = Arguments.parse(words, Set.of("settings"), Set.of());
            settings = Settings.read(SettingsFile.over(System.getenv(), given.value("settings")), keys);
        } catch (WrongUse wrong) {
            refuse("The arguments are wrong; nothing was started:", String.valueOf(wrong.getMessage()), WRONG);
            return;
        } catch (BadSettings bad) {
            refuse("The settings are wrong; nothing was started:", String.join("\n", bad.problems()), WRONG);
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
            refuse("The broker cannot start:", unusable.explanation(), unusable.mayPass() ? FAILED : WRONG);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } catch (Exception fault) {
            LOG.error("The broker could not start.", fault);
            System.exit(FAILED);
        }
    }

    private static void stop(House house, CountDownLatch stopped) {
        LOG.info("stopping");
        house.close();
        LOG.info("stopped");
        stopped.countDown();
    }

    /** For the human at the terminal, who has no use for a stack trace. */
    private static void refuse(String headline, String detail, int status) {
        System.err.println("botcreds: " + headline);
        System.err.println(detail);
        System.exit(status);
    }
}

package botcreds.broker;

import botcreds.broker.settings.Settings;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves as the jar does, with a clock that is off. The broker takes its clock in one place and asks no other
 * ({@code ArchitectureTest} holds that); what Java measures waits with is as ever, as on a machine whose NTP has failed.
 */
public final class ClockedBroker {
    private static final Logger LOG = LoggerFactory.getLogger(ClockedBroker.class);

    private ClockedBroker() {}

    /** @param words how far the clock is ahead, for example {@code PT1M} or {@code PT-1M} */
    public static void main(String[] words) throws Exception {
        Clock clock = Clock.offset(Clock.systemUTC(), Duration.parse(words[0]));
        SigningKeys keys = new SigningKeys();
        House house = House.start(Settings.read(System.getenv(), keys), keys, clock);
        Runtime.getRuntime().addShutdownHook(new Thread(house::close, "stop"));
        LOG.info("{}, at {}", house, clock.instant());
        new CountDownLatch(1).await();
    }
}

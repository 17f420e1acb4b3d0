package botcreds.broker.outside;

import static org.assertj.core.api.Assertions.assertThat;

import botcreds.broker.model.RequestState;
import botcreds.sandbox.github.Fault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** kill -9, again and again, while bots ask and a human approves. What was said to be so must stay so. */
final class KilledBrokerIT {
    private static final int KILLS = Integer.getInteger("botcreds.kills", 24);
    private static final int MOST_ANSWERS = 8;
    private static final int LONGEST_AFTER_MILLIS = 500;

    @TempDir
    Path parent;

    private final long seed = Long.getLong("botcreds.seed", System.nanoTime());

    @Test
    @Tag("T-26")
    @Tag("T-28")
    void whatWasAcknowledgedOutlivesEveryKill() throws Exception {
        try (Town town = new Town(parent)) {
            int apiPort = Town.freePort();
            town.settings.put("BOTCREDS_API_LISTEN", "127.0.0.1:" + apiPort);
            town.settings.put("BOTCREDS_SLACK_LISTEN", "127.0.0.1:" + Town.freePort());
            URI api = URI.create("http://127.0.0.1:" + apiPort);
            town.gitHub.faults().arm(Fault.delay(Duration.ofMillis(150)).times(Fault.ALWAYS));
            try (Bustle bustle = new Bustle(seed, () -> api)) {
                bustle.begin(town);
                kills(town, bustle);
                town.startBroker();
                town.gitHub.faults().clear();
                bustle.everyRequestIsServed();
                assertThat(town.broker().isAlive()).isTrue();
                bustle.everyCardIsAReceipt(town, KILLS);
                bustle.end();
                town.broker().kill();
                try (Records left = Records.leftIn(town.data())) {
                    bustle.theBooksAgreeWithTheWorld(left, town);
                }
            }
        }
    }

    /** Each life lasts some answers and a moment, however slow the machine is. */
    private void kills(Town town, Bustle bustle) throws Exception {
        Random random = new Random(seed);
        for (int kill = 1; kill <= KILLS; kill++) {
            int nth = kill;
            BrokerProcess broker = town.startBroker();
            bustle.awaitAnswers(random.nextInt(MOST_ANSWERS));
            broker.leaveAlone(Duration.ofMillis(random.nextInt(LONGEST_AFTER_MILLIS)));
            bustle.assertAtWork();
            List<String> acknowledged = List.copyOf(bustle.deeds.acknowledged.keySet());
            List<String> approved = List.copyOf(bustle.deeds.approved);
            broker.kill();
            try (Records left = Records.leftIn(town.data())) {
                left.verifyAudit();
                acknowledged.forEach(id -> assertThat(left.request(id))
                        .as("%s, acknowledged; kill %d, seed %d", id, nth, seed)
                        .isPresent());
                approved.forEach(id -> assertThat(left.request(id).orElseThrow().state())
                        .as("%s, approved; kill %d, seed %d", id, nth, seed)
                        .isNotEqualTo(RequestState.PENDING));
            }
        }
        bustle.askNoMore();
    }
}

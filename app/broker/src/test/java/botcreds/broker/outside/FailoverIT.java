package botcreds.broker.outside;

import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The PostgreSQL is killed while bots work, and its synchronous standby becomes the primary. */
@Tag("T-86")
final class FailoverIT {
    private static final int LEAST_ANSWERS = 24;
    private static final byte[] SEAL_KEY = Bot.sha256("shared by the nodes");

    @TempDir
    Path parent;

    private final AtomicInteger calls = new AtomicInteger();

    @Test
    void theBrokersGoOnWithTheStandbyAndNothingAcknowledgedIsMissing() throws Exception {
        try (PostgresServer primary = new PostgresServer(parent.resolve("primary"));
                PostgresServer standby = primary.withStandby(parent.resolve("standby"));
                Town town = new Town(parent)) {
            town.settings.put("BOTCREDS_DATABASE_URL", primary.jdbcUrlWith(standby));
            town.settings.put("BOTCREDS_SEAL_KEY", Base64.getEncoder().encodeToString(SEAL_KEY));
            List<Node> nodes = List.of(new Node(town, "one"), new Node(town, "two"));
            try (Bustle bustle = new Bustle(System.nanoTime(), () -> nodes.get(calls.incrementAndGet() & 1).api)) {
                nodes.get(0).takeSlack();
                bustle.begin(town);
                bustle.awaitAnswers(LEAST_ANSWERS);
                primary.kill();
                standby.promote();
                bustle.awaitAnswers(LEAST_ANSWERS);
                bustle.assertAtWork();
                bustle.askNoMore();
                bustle.everyRequestIsServed();
                bustle.everyCardIsAReceipt(town, 1);
                bustle.end();
                nodes.forEach(node -> node.process.kill());
                try (Records left = Records.in(standby.jdbcUrl(), SEAL_KEY)) {
                    bustle.theBooksAgreeWithTheWorld(left, town);
                }
            } finally {
                nodes.forEach(node -> node.process.close());
            }
        }
    }
}

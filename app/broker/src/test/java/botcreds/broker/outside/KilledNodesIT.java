package botcreds.broker.outside;

import botcreds.sandbox.github.Fault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two brokers and their PostgreSQL, killed, stopped and paused in turn while bots wait and a human approves. One node is always
 * left, except while the database is away.
 */
final class KilledNodesIT {
    private static final int ROUNDS = Integer.getInteger("botcreds.nodeKills", 5);
    private static final int LEAST_ANSWERS = 12;
    private static final int MOST_MORE_ANSWERS = 24;
    private static final int LONGEST_AFTER_MILLIS = 500;
    private static final byte[] SEAL_KEY = Bot.sha256("shared by the nodes");

    @TempDir
    Path parent;

    private final long seed = Long.getLong("botcreds.seed", System.nanoTime());
    private final AtomicInteger calls = new AtomicInteger();

    @Test
    @Tag("T-26")
    @Tag("T-29")
    @Tag("T-30")
    @Tag("T-31")
    void whateverIsKilledNoRequestIsLostAndNoneIsMintedTwice() throws Exception {
        try (PostgresServer database = new PostgresServer(parent.resolve("postgresql"));
                Town town = new Town(parent)) {
            town.settings.put("BOTCREDS_DATABASE_URL", database.jdbcUrl());
            town.settings.put("BOTCREDS_SEAL_KEY", Base64.getEncoder().encodeToString(SEAL_KEY));
            town.gitHub.faults().arm(Fault.delay(Duration.ofMillis(150)).times(Fault.ALWAYS));
            List<Node> nodes = List.of(new Node(town, "one"), new Node(town, "two"));
            // As a balancer that knows nothing: every other call goes to the other node, also while that one is away.
            try (Bustle bustle = new Bustle(seed, () -> nodes.get(calls.incrementAndGet() & 1).api)) {
                nodes.get(0).takeSlack();
                bustle.begin(town);
                for (int round = 0; round < ROUNDS; round++) {
                    turn(round, nodes, database, bustle);
                }
                bustle.askNoMore();
                town.gitHub.faults().clear();
                bustle.everyRequestIsServed();
                bustle.everyCardIsAReceipt(town, ROUNDS);
                bustle.end();
                nodes.forEach(node -> node.process.kill());
                try (Records left = Records.in(database.jdbcUrl(), SEAL_KEY)) {
                    bustle.theBooksAgreeWithTheWorld(left, town);
                }
            } finally {
                nodes.forEach(node -> node.process.close());
            }
        }
    }

    private void turn(int round, List<Node> nodes, PostgresServer database, Bustle bustle) throws Exception {
        Random random = new Random(seed + round);
        bustle.awaitAnswers(LEAST_ANSWERS + random.nextInt(MOST_MORE_ANSWERS));
        Node victim = nodes.get(round & 1);
        victim.process.leaveAlone(Duration.ofMillis(random.nextInt(LONGEST_AFTER_MILLIS)));
        bustle.assertAtWork();
        nodes.get(1 - (round & 1)).takeSlack();
        switch (round % 5) {
            case 0, 3 -> {
                victim.process.kill();
                bustle.awaitAnswers(random.nextInt(MOST_MORE_ANSWERS));
                victim.restart();
            }
            case 1 -> database.killAndRestart();
            case 2 -> {
                victim.process.terminate();
                victim.process.awaitExit(BrokerProcess.PATIENCE);
                bustle.awaitAnswers(random.nextInt(MOST_MORE_ANSWERS));
                victim.restart();
            }
            default -> database.pause(Duration.ofSeconds(3));
        }
    }
}

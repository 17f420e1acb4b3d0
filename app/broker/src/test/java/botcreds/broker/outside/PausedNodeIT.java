package botcreds.broker.outside;

import static org.assertj.core.api.Assertions.assertThat;

import botcreds.broker.model.AuditEvent;
import botcreds.sandbox.github.Fault;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The node on duty is stopped by SIGSTOP for longer than two leases while it mints and bots wait, and woken: the other has
 * taken over, and what the woken one still has in hand counts no more.
 */
final class PausedNodeIT {
    private static final int LEAST_ANSWERS = 12;

    /** Two leases of ten seconds, and more. */
    private static final Duration LONGER_THAN_TWO_LEASES = Duration.ofSeconds(23);

    private static final byte[] SEAL_KEY = Bot.sha256("shared by the nodes");

    @TempDir
    Path parent;

    private final AtomicInteger calls = new AtomicInteger();
    private final List<String> overtaken = new ArrayList<>();
    private List<Node> nodes = List.of();

    /** The balancer sees that a node answers no more, and leaves it out. */
    private volatile List<Node> balanced = List.of();

    @Test
    @Tag("T-26")
    @Tag("T-29")
    void aNodeThatWasPausedForTwoLeasesDoesNothingUnderItsOldEpoch() throws Exception {
        try (PostgresServer database = new PostgresServer(parent.resolve("postgresql"));
                Town town = new Town(parent)) {
            town.settings.put("BOTCREDS_DATABASE_URL", database.jdbcUrl());
            town.settings.put("BOTCREDS_SEAL_KEY", Base64.getEncoder().encodeToString(SEAL_KEY));
            nodes = List.of(new Node(town, "one"), new Node(town, "two"));
            balanced = nodes;
            try (Bustle bustle = new Bustle(System.nanoTime(), this::next)) {
                nodes.get(0).takeSlack();
                bustle.begin(town);
                bustle.awaitAnswers(LEAST_ANSWERS);
                pauseWhoIsOnDuty(town, database, bustle);
                bustle.askNoMore();
                bustle.everyRequestIsServed();
                bustle.everyCardIsAReceipt(town, 1);
                bustle.end();
                nodes.forEach(node -> node.process.kill());
                try (Records left = Records.in(database.jdbcUrl(), SEAL_KEY)) {
                    bustle.theBooksAgreeWithTheWorld(left, town);
                    overtaken.forEach(id -> mintedTwiceAndIssuedOnce(left, id));
                }
            } finally {
                nodes.forEach(node -> node.process.close());
            }
        }
    }

    private URI next() {
        List<Node> reachable = balanced;
        return reachable.get(calls.incrementAndGet() % reachable.size()).api;
    }

    private void pauseWhoIsOnDuty(Town town, PostgresServer database, Bustle bustle) throws Exception {
        Node paused = onDuty();
        Node other = nodes.get(1 - nodes.indexOf(paused));
        Bot atThePaused = new Bot(Town.OTHER_KEY, () -> paused.api);
        Bot atTheOther = new Bot(Town.OTHER_KEY, () -> other.api);
        String id = approved(paused, atThePaused);
        long epoch = number(database, "SELECT epoch FROM duty WHERE node <> ?", "");

        town.gitHub.faults().arm(Fault.delay(Duration.ofSeconds(3)).times(Fault.ALWAYS));
        CompletableFuture<Reply> caught = atThePaused.polling(id, 5);
        Awaitility.await("the mint is under way")
                .atMost(BrokerProcess.PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> number(
                                database,
                                "SELECT COUNT(*) FROM mint_attempt WHERE outcome = 'STARTED' AND request_id = ?",
                                id)
                        == 1);
        paused.process.pause();
        long stopped = System.nanoTime();
        balanced = List.of(other);
        other.takeSlack();
        town.gitHub.faults().clear();

        Reply taken = served(atTheOther, id);
        assertThat(other.isOnDuty()).isTrue();
        assertThat(number(database, "SELECT epoch FROM duty WHERE node <> ?", ""))
                .isEqualTo(epoch + 1);
        bustle.awaitAnswers(LEAST_ANSWERS);
        other.process.leaveAlone(LONGER_THAN_TWO_LEASES.minusNanos(System.nanoTime() - stopped));
        paused.process.resume();

        // Whoever waited there is told what counts now, or to come again.
        Reply late = caught.get(3, TimeUnit.MINUTES);
        if (late.status() == 200) {
            assertThat(late.token()).isEqualTo(taken.token());
        }
        assertThat(served(atThePaused, id).token()).isEqualTo(taken.token());
        assertThat(paused.isOnDuty()).isFalse();
        assertThat(number(database, "SELECT epoch FROM duty WHERE node <> ?", ""))
                .isEqualTo(epoch + 1);
        bustle.deeds.note(atTheOther, taken);
        overtaken.add(id);
        balanced = nodes;
        bustle.awaitAnswers(LEAST_ANSWERS);
        bustle.assertAtWork();
    }

    private Node onDuty() {
        return Awaitility.await("a node on duty")
                .atMost(BrokerProcess.PATIENCE)
                .until(
                        () -> nodes.get(0).isOnDuty()
                                ? nodes.get(0)
                                : nodes.get(1).isOnDuty() ? nodes.get(1) : null,
                        Objects::nonNull);
    }

    private static String approved(Node node, Bot bot) throws Exception {
        Reply asked = bot.request(Bot.ask("myorg/side", "issues:write"), 0).expect(202);
        new Bot(Town.ADMIN_TOKEN, () -> node.api)
                .send("POST", "/v1/requests/" + asked.requestId() + "/approve", "")
                .expect(200);
        return asked.requestId();
    }

    private static Reply served(Bot bot, String id) {
        return Awaitility.await(id + " is served")
                .atMost(BrokerProcess.PATIENCE)
                .until(
                        () -> Bustle.attempt(() -> bot.poll(id, 5)),
                        reply -> reply.filter(each -> each.status() == 200).isPresent())
                .orElseThrow();
    }

    private static void mintedTwiceAndIssuedOnce(Records left, String id) {
        List<AuditEvent.Type> types =
                left.auditOf(id).stream().map(row -> row.event().type()).toList();
        assertThat(types)
                .as("audit of %s", id)
                .filteredOn(AuditEvent.Type.MINT_STARTED::equals)
                .hasSize(2);
        assertThat(types)
                .as("audit of %s", id)
                .filteredOn(AuditEvent.Type.ORPHAN_POSSIBLE::equals)
                .hasSize(1);
        assertThat(types)
                .as("audit of %s", id)
                .filteredOn(AuditEvent.Type.CREDENTIAL_ISSUED::equals)
                .hasSize(1);
    }

    private static long number(PostgresServer database, String sql, String parameter) throws Exception {
        try (Connection connection = DriverManager.getConnection(database.jdbcUrl());
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, parameter);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }
}

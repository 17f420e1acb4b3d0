package botcreds.broker.outside;

import static org.assertj.core.api.Assertions.assertThat;

import botcreds.broker.model.AuditEvent;
import botcreds.sandbox.github.LedgerEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three brokers on one PostgreSQL: the clock of one is right, of one a minute ahead, of one a minute behind. All that counts
 * goes by the database's time and by GitHub's, so nobody is refused a minute early or served a minute late.
 */
@Tag("T-19")
@Tag("T-89")
final class ClocksApartIT {
    private static final Duration A_MINUTE = Duration.ofMinutes(1);
    private static final int LEAST_ANSWERS = 20;
    private static final Pattern READY_AT = Pattern.compile(", at ([0-9TZ:.-]+)");
    private static final byte[] SEAL_KEY = Bot.sha256("shared by the nodes");

    @TempDir
    Path parent;

    private final AtomicInteger calls = new AtomicInteger();
    private List<Node> nodes = List.of();

    @Test
    void whatEndsEndsOnceAndForAllNodesAtTheSameTime() throws Exception {
        try (PostgresServer database = new PostgresServer(parent.resolve("postgresql"));
                Town town = new Town(parent)) {
            town.settings.put("BOTCREDS_DATABASE_URL", database.jdbcUrl());
            town.settings.put("BOTCREDS_SEAL_KEY", Base64.getEncoder().encodeToString(SEAL_KEY));
            answersToSideAreAwaitedForAMinute(town);
            nodes = List.of(
                    new Node(town, "right"),
                    new Node(town, "ahead", A_MINUTE),
                    new Node(town, "behind", A_MINUTE.negated()));
            try {
                assertThat(offset(nodes.get(1))).isGreaterThan(A_MINUTE.dividedBy(3));
                assertThat(offset(nodes.get(2))).isLessThan(A_MINUTE.dividedBy(-3));
                apart(town, database);
            } finally {
                nodes.forEach(node -> node.process.close());
            }
        }
    }

    private void apart(Town town, PostgresServer database) throws Exception {
        try (Bustle bustle = new Bustle(System.nanoTime(), () -> next().api)) {
            onDuty().takeSlack();
            long epoch = database.dutyEpoch();
            bustle.begin(town);
            bustle.awaitAnswers(LEAST_ANSWERS);
            bustle.askNoMore();
            bustle.everyRequestIsServed();
            bustle.everyCardIsAReceipt(town, 0);
            bustle.end();

            List<Ending> tokens = new ArrayList<>();
            List<Ending> requests = new ArrayList<>();
            for (Node node : nodes) {
                Bot machina = new Bot(Town.MACHINA_KEY, () -> node.api);
                tokens.add(
                        new Ending(machina, 200, machina.request(shortLived()).expect(200)));
                Bot other = new Bot(Town.OTHER_KEY, () -> node.api);
                requests.add(new Ending(
                        other,
                        202,
                        other.request(Bot.ask("myorg/new-project", "issues:write"), 0)
                                .expect(202)));
            }
            tokens.forEach(token -> bustle.deeds.note(token.bot(), token.first()));
            tokens.forEach(token -> endsInTimeEverywhere(token, bustle.deeds));
            requests.forEach(request -> endsInTimeEverywhere(request, bustle.deeds));
            assertThat(database.dutyEpoch()).as("the duty stays where it was").isEqualTo(epoch);

            Node first = onDuty();
            first.process.kill();
            Node second = onDuty();
            assertThat(second).isNotSameAs(first);
            assertThat(database.dutyEpoch()).isEqualTo(epoch + 1);
            Reply whole = new Bot(Town.MACHINA_KEY, () -> second.api)
                    .request(Bot.ask("myorg/repo-a", "issues:write"))
                    .expect(200);
            nodes.forEach(node -> node.process.close());
            try (Records left = Records.in(database.jdbcUrl(), SEAL_KEY)) {
                tokens.forEach(token -> {
                    once(left, token, AuditEvent.Type.CREDENTIAL_EXPIRED);
                    once(left, token, AuditEvent.Type.GRANT_ENDED);
                });
                requests.forEach(request -> {
                    once(left, request, AuditEvent.Type.APPROVAL_EXPIRED);
                    remindedOnce(town, request);
                });
                endsWhenGitHubSays(town, whole);
                bustle.theBooksAgreeWithTheWorld(left, town);
            }
        }
    }

    /**
     * Something that has an end.
     *
     * @param alive the status of answers until then
     */
    private record Ending(Bot bot, int alive, Reply first) {
        Instant end() {
            return Instant.parse(first.field("expires_at"));
        }
    }

    /** Asks every node in turn until each has said that it is over, and none says so too early. */
    private void endsInTimeEverywhere(Ending ending, Deeds deeds) {
        for (Node node : nodes) {
            Bot there = new Bot(ending.bot().key(), () -> node.api);
            Awaitility.await("the end of " + ending.first().requestId())
                    .atMost(BrokerProcess.PATIENCE)
                    .pollInterval(Duration.ofMillis(300))
                    .until(() -> {
                        Reply reply = there.poll(ending.first().requestId(), 0);
                        Instant now = Instant.now();
                        deeds.note(there, reply);
                        if (reply.status() == ending.alive()) {
                            assertThat(reply.field("expires_at"))
                                    .isEqualTo(ending.first().field("expires_at"));
                            return false;
                        }
                        assertThat(now).as("when it was over: %s", reply).isAfterOrEqualTo(ending.end());
                        return true;
                    });
        }
    }

    private static void once(Records left, Ending ending, AuditEvent.Type type) {
        List<AuditEvent.Recorded> rows = left.auditOf(ending.first().requestId()).stream()
                .filter(row -> row.event().type() == type)
                .toList();
        assertThat(rows).as("%s of %s", type, ending.first().requestId()).hasSize(1);
        assertThat(rows.get(0).at()).isAfterOrEqualTo(ending.end());
    }

    private static void remindedOnce(Town town, Ending request) {
        assertThat(town.slack.messages())
                .filteredOn(message ->
                        message.shown().contains("#" + request.first().shortId())
                                && message.shown().contains("still wait"))
                .hasSize(1);
    }

    private static void endsWhenGitHubSays(Town town, Reply issued) {
        String sha256 = Base64.getEncoder().encodeToString(Bot.sha256(issued.token()));
        assertThat(town.gitHub.ledger().entries(LedgerEntry.Kind.MINT))
                .filteredOn(
                        mint -> mint.token() != null && mint.token().sha256().equals(sha256))
                .singleElement()
                .satisfies(mint -> assertThat(mint.token().expiresAt()).isEqualTo(issued.field("expires_at")));
    }

    private Node next() {
        return nodes.get(Math.floorMod(calls.incrementAndGet(), nodes.size()));
    }

    private Node onDuty() {
        return Awaitility.await("a node on duty")
                .atMost(BrokerProcess.PATIENCE)
                .until(
                        () -> {
                            for (Node node : nodes) {
                                if (node.process.isAlive() && node.isOnDuty()) {
                                    return node;
                                }
                            }
                            return null;
                        },
                        Objects::nonNull);
    }

    private static String shortLived() {
        return "{\"repos\":[\"myorg/repo-a\"],\"permissions\":[\"contents:write\"],\"ttl\":\"1m\",\"reason\":\"soon over\"}";
    }

    private static void answersToSideAreAwaitedForAMinute(Town town) throws Exception {
        String text = Files.readString(town.policy());
        Files.writeString(town.policy(), text.replace("defaults: {", """
                    requires_approval:
                      - repo: "myorg/new-project"
                        permissions: [issues:write]
                        approval_timeout: 1m
                defaults: {"""));
    }

    /** How far its clock is ahead, as it said when it was ready. */
    private static Duration offset(Node node) {
        Matcher said = READY_AT.matcher(node.process.output());
        assertThat(said.find()).as(node.process.output()).isTrue();
        return Duration.between(Instant.now(), Instant.parse(said.group(1)));
    }
}

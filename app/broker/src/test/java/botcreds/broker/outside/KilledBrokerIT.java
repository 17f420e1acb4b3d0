package botcreds.broker.outside;

import static botcreds.sandbox.slack.Options.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import botcreds.broker.model.AuditEvent;
import botcreds.broker.model.RequestState;
import botcreds.sandbox.github.Fault;
import botcreds.sandbox.slack.Message;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** kill -9, again and again, while bots ask and a human approves. What was said to be so must stay so. */
final class KilledBrokerIT {
    private static final int KILLS = Integer.getInteger("botcreds.kills", 24);

    /** Fewer would mean that the kills left no time to ask for anything. */
    private static final int LEAST_ASKED = 5;

    private static final int MOST_ANSWERS = 8;
    private static final int LONGEST_AFTER_MILLIS = 500;
    private static final Duration CALM = Duration.ofMinutes(4);

    @TempDir
    Path parent;

    private final long seed = Long.getLong("botcreds.seed", System.nanoTime());
    private final CountDownLatch stopAsking = new CountDownLatch(1);
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final AtomicInteger asked = new AtomicInteger();
    private final Deeds deeds = new Deeds();

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
            ExecutorService people = Executors.newCachedThreadPool();
            List<Future<?>> work = new ArrayList<>();
            work.add(people.submit(() -> asks(new Bot(Town.MACHINA_KEY, () -> api), "myorg/repo-a", false)));
            work.add(people.submit(() -> asks(new Bot(Town.MACHINA_KEY, () -> api), "myorg/repo-a", false)));
            work.add(people.submit(() -> asks(new Bot(Town.MACHINA_KEY, () -> api), "myorg/repo-b", true)));
            work.add(people.submit(() -> asks(new Bot(Town.OTHER_KEY, () -> api), "myorg/side", true)));
            work.add(people.submit(() -> approves(town, new Bot(Town.ADMIN_TOKEN, () -> api))));
            try {
                kills(town, work);
                town.startBroker();
                town.gitHub.faults().clear();
                everyRequestIsServed(town, new Bot(Town.MACHINA_KEY, () -> api), new Bot(Town.OTHER_KEY, () -> api));
                everyCardIsAReceipt(town);
            } finally {
                stopAsking.countDown();
                stopping.countDown();
                people.shutdown();
            }
            for (Future<?> each : work) {
                each.get(3, TimeUnit.MINUTES);
            }
            town.broker().kill();
            theBooksAgreeWithTheWorld(town);
        }
    }

    /** Each life lasts some answers and a moment, however slow the machine is. */
    private void kills(Town town, List<Future<?>> work) throws Exception {
        Random random = new Random(seed);
        for (int kill = 1; kill <= KILLS; kill++) {
            int nth = kill;
            BrokerProcess broker = town.startBroker();
            int enough = deeds.answers.get() + random.nextInt(MOST_ANSWERS);
            Awaitility.await("answers, seed " + seed)
                    .atMost(BrokerProcess.PATIENCE)
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> deeds.answers.get() >= enough);
            broker.leaveAlone(Duration.ofMillis(random.nextInt(LONGEST_AFTER_MILLIS)));
            assertThat(work).as("bots and people at work").noneMatch(Future::isDone);
            List<String> acknowledged = List.copyOf(deeds.acknowledged.keySet());
            List<String> approved = List.copyOf(deeds.approved);
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
        stopAsking.countDown();
    }

    /** Asks, waits for the answer, asks again. A broker that is away is asked again; a dead connection tells nothing. */
    private Void asks(Bot bot, String repository, boolean needsHuman) throws InterruptedException {
        while (!isOver(stopAsking)) {
            String ask = Bot.ask(List.of(repository), "job " + asked.incrementAndGet(), "contents:write");
            Optional<Reply> first = attempt(() -> bot.request(ask, 1));
            first.ifPresent(deeds::note);
            if (first.isPresent() && first.get().status() == 202) {
                String id = first.get().requestId();
                if (needsHuman) {
                    deeds.forHumans.add(id);
                }
                for (int tries = 0; tries < 3 && stopAsking.getCount() > 0; tries++) {
                    attempt(() -> bot.poll(id, 2)).ifPresent(deeds::note);
                }
            }
        }
        return null;
    }

    /** By the button and by the API, whatever waits. */
    private Void approves(Town town, Bot admin) throws InterruptedException {
        Random random = new Random(seed);
        while (!isOver(stopping)) {
            List<Message> cards = town.slack.messages().stream()
                    .filter(message -> message.offers("request_approve"))
                    .toList();
            if (!cards.isEmpty()) {
                Message card = cards.get(random.nextInt(cards.size()));
                List<String> waiting = card.values("request_approve");
                town.slack.choose(ALICE, card.ts(), "request_approve", waiting.get(random.nextInt(waiting.size())));
            }
            for (String id : deeds.forHumans) {
                if (!deeds.approved.contains(id) && !deeds.delivered.containsKey(id)) {
                    attempt(() -> admin.send("POST", "/v1/requests/" + id + "/approve", ""))
                            .filter(reply -> reply.status() == 200)
                            .ifPresent(yes -> deeds.approved.add(id));
                    break;
                }
            }
        }
        return null;
    }

    private interface Call {
        Reply send() throws IOException, InterruptedException;
    }

    private static Optional<Reply> attempt(Call call) throws InterruptedException {
        try {
            return Optional.of(call.send());
        } catch (IOException brokerIsAway) {
            return Optional.empty();
        }
    }

    /** A moment between two tries, so that whoever finds the broker away does not take the machine from it. */
    private static boolean isOver(CountDownLatch end) throws InterruptedException {
        return end.await(50, TimeUnit.MILLISECONDS);
    }

    /** A kill may have left a mint under way, whose lease has to end first. */
    private void everyRequestIsServed(Town town, Bot... bots) {
        assertThat(deeds.acknowledged).as("seed %d", seed).hasSizeGreaterThan(LEAST_ASKED);
        Awaitility.await("every acknowledged request is served, seed " + seed)
                .atMost(CALM)
                .untilAsserted(() -> {
                    for (String id : deeds.acknowledged.keySet()) {
                        if (!deeds.delivered.containsKey(id)) {
                            for (Bot bot : bots) {
                                deeds.note(bot.poll(id, 0));
                            }
                        }
                    }
                    assertThat(deeds.delivered.keySet()).containsAll(deeds.acknowledged.keySet());
                });
        assertThat(town.broker().isAlive()).isTrue();
    }

    /**
     * The card on the books of every request is its receipt. A kill between Slack's answer and the broker's note of it can
     * leave one more message that the broker does not know of; its buttons decide nothing.
     */
    private void everyCardIsAReceipt(Town town) {
        Awaitility.await("every card is a receipt, seed " + seed)
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> {
                    List<Message> messages = town.slack.messages();
                    assertThat(messages.stream().filter(message -> message.offers("request_approve")))
                            .as("cards that no broker knows of")
                            .hasSizeLessThanOrEqualTo(KILLS);
                    for (String id : deeds.forHumans) {
                        String name = "#" + deeds.acknowledged.get(id);
                        assertThat(messages)
                                .as("a receipt of %s", name)
                                .anyMatch(message -> message.shown().contains(name)
                                        && message.shown().contains("Valid until"));
                    }
                });
    }

    private void theBooksAgreeWithTheWorld(Town town) throws IOException {
        try (Records left = Records.leftIn(town.data())) {
            left.verifyAudit();
            assertThat(deeds.delivered.values()).as("tokens of one request").allMatch(tokens -> tokens.size() == 1);
            long intents = left.count(AuditEvent.Type.MINT_STARTED) + left.count(AuditEvent.Type.REPOSITORY_LOOKED_UP);
            assertThat(town.gitHub.ledger().mintCount())
                    .as("mints, seed %d", seed)
                    .isLessThanOrEqualTo(intents);
            deeds.delivered.forEach((id, tokens) -> {
                String hash = Base64.getEncoder()
                        .encodeToString(Bot.sha256(tokens.iterator().next()));
                assertThat(left.auditOf(id))
                        .as("the audit of %s, seed %d", id, seed)
                        .anyMatch(row -> hash.equals(row.event().detail().get("token_sha256")));
            });
            System.out.printf(
                    "kills %d, requests %d, with a human %d, mints %d, intents %d, orphans possible %d, cards %d%n",
                    KILLS,
                    deeds.acknowledged.size(),
                    deeds.forHumans.size(),
                    town.gitHub.ledger().mintCount(),
                    intents,
                    left.count(AuditEvent.Type.ORPHAN_POSSIBLE),
                    town.slack.messages().size());
        }
    }
}

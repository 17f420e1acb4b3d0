package botcreds.broker.outside;

import static botcreds.sandbox.slack.Options.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import botcreds.broker.model.AuditEvent;
import botcreds.sandbox.slack.Message;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** Bots that ask and a human who approves, whatever is killed meanwhile; and what must be so afterwards. */
final class Bustle implements AutoCloseable {
    /** Fewer would mean that the kills left no time to ask for anything. */
    private static final int LEAST_ASKED = 5;

    private static final Duration CALM = Duration.ofMinutes(4);
    private static final Duration A_MOMENT = Duration.ofMillis(50);

    private static final AuditEvent.Type[] OUTCOMES = {
        AuditEvent.Type.CREDENTIAL_ISSUED,
        AuditEvent.Type.CREDENTIAL_REFRESHED,
        AuditEvent.Type.MINT_FAILED,
        AuditEvent.Type.ORPHAN_POSSIBLE
    };

    /** A bot gets six new messages a minute; what it asks on top would only make the receipts late. */
    private static final Duration AS_FAST_AS_CARDS_COME = Duration.ofSeconds(1);

    final Deeds deeds = new Deeds();
    private final long seed;
    private final Supplier<URI> api;
    private final CountDownLatch stopAsking = new CountDownLatch(1);
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final AtomicInteger asked = new AtomicInteger();
    private final ExecutorService people = Executors.newCachedThreadPool();
    private final List<Future<?>> askers = new ArrayList<>();
    private final List<Future<?>> work = new ArrayList<>();

    /** @param api where the broker is; asked before each call */
    Bustle(long seed, Supplier<URI> api) {
        this.seed = seed;
        this.api = api;
    }

    void begin(Town town) {
        askers.add(people.submit(() -> asks(bot(Town.MACHINA_KEY), "myorg/repo-a", false)));
        askers.add(people.submit(() -> asks(bot(Town.MACHINA_KEY), "myorg/repo-a", false)));
        askers.add(people.submit(() -> asks(bot(Town.MACHINA_KEY), "myorg/repo-b", true)));
        askers.add(people.submit(() -> asks(bot(Town.OTHER_KEY), "myorg/side", true)));
        work.addAll(askers);
        work.add(people.submit(() -> approves(town, bot(Town.ADMIN_TOKEN))));
    }

    Bot bot(String key) {
        return new Bot(key, api);
    }

    void assertAtWork() {
        assertThat(work).as("bots and people at work").noneMatch(Future::isDone);
    }

    /** Until the bots have had some more answers, good or bad. */
    void awaitAnswers(int more) {
        int enough = deeds.answers.get() + more;
        Awaitility.await("answers, seed " + seed)
                .atMost(BrokerProcess.PATIENCE)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> deeds.answers.get() >= enough);
    }

    /** What was asked is still approved and fetched; nothing new is asked, and what was on its way has been answered. */
    void askNoMore() throws Exception {
        stopAsking.countDown();
        for (Future<?> each : askers) {
            each.get(3, TimeUnit.MINUTES);
        }
    }

    /** Fails if anybody at work met something unexpected. */
    void end() throws Exception {
        close();
        for (Future<?> each : work) {
            each.get(3, TimeUnit.MINUTES);
        }
    }

    @Override
    public void close() {
        stopAsking.countDown();
        stopping.countDown();
        people.shutdown();
    }

    /** Asks, waits for the answer, asks again. A broker that is away is asked again; a dead connection tells nothing. */
    private Void asks(Bot bot, String repository, boolean needsHuman) throws InterruptedException {
        Duration pause = needsHuman ? AS_FAST_AS_CARDS_COME : A_MOMENT;
        while (!stopAsking.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
            String ask = Bot.ask(List.of(repository), "job " + asked.incrementAndGet(), "contents:write");
            Optional<Reply> first = attempt(() -> bot.request(ask, 1));
            first.ifPresent(reply -> deeds.note(bot, reply));
            if (first.isPresent() && first.get().status() == 202) {
                String id = first.get().requestId();
                if (needsHuman) {
                    deeds.forHumans.add(id);
                }
                for (int tries = 0; tries < 3 && stopAsking.getCount() > 0; tries++) {
                    attempt(() -> bot.poll(id, 2)).ifPresent(reply -> deeds.note(bot, reply));
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

    interface Call {
        Reply send() throws IOException, InterruptedException;
    }

    static Optional<Reply> attempt(Call call) throws InterruptedException {
        try {
            return Optional.of(call.send());
        } catch (IOException brokerIsAway) {
            return Optional.empty();
        }
    }

    /** A moment between two tries, so that whoever finds the broker away does not take the machine from it. */
    private static boolean isOver(CountDownLatch end) throws InterruptedException {
        return end.await(A_MOMENT.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** A kill may have left a mint under way, whose lease has to end first. */
    void everyRequestIsServed() {
        assertThat(deeds.acknowledged).as("seed %d", seed).hasSizeGreaterThan(LEAST_ASKED);
        Awaitility.await("every acknowledged request is served, seed " + seed)
                .atMost(CALM)
                .untilAsserted(() -> {
                    for (String id : deeds.acknowledged.keySet()) {
                        if (!deeds.delivered.containsKey(id)) {
                            for (Bot bot : List.of(bot(Town.MACHINA_KEY), bot(Town.OTHER_KEY))) {
                                attempt(() -> bot.poll(id, 0)).ifPresent(reply -> deeds.note(bot, reply));
                            }
                        }
                    }
                    assertThat(deeds.delivered.keySet()).containsAll(deeds.acknowledged.keySet());
                });
        everyAttemptHasAnOutcome();
    }

    /** A new attempt need not wait for the old one, so there may still be some that nobody has listed as a possible orphan. */
    private void everyAttemptHasAnOutcome() {
        Bot admin = bot(Town.ADMIN_TOKEN);
        Awaitility.await("every attempt to mint has an outcome, seed " + seed)
                .atMost(CALM)
                .until(() -> attempt(() -> admin.send("GET", "/v1/stats", ""))
                        .filter(reply -> reply.status() == 200)
                        .filter(stats -> count(stats, OUTCOMES) >= count(stats, AuditEvent.Type.MINT_STARTED))
                        .isPresent());
    }

    private static long count(Reply stats, AuditEvent.Type... types) {
        return Stream.of(types)
                .mapToLong(type -> stats.body().path("events").path(type.word()).asLong())
                .sum();
    }

    /**
     * The card on the books of every request is its receipt. A kill between Slack's answer and the broker's note of it can
     * leave one more message that the broker does not know of; its buttons decide nothing.
     */
    void everyCardIsAReceipt(Town town, int kills) {
        Awaitility.await("every card is a receipt, seed " + seed).atMost(CALM).untilAsserted(() -> {
            List<Message> messages = town.slack.messages();
            assertThat(messages.stream().filter(message -> message.offers("request_approve")))
                    .as("cards that no broker knows of")
                    .hasSizeLessThanOrEqualTo(kills);
            for (String id : deeds.forHumans) {
                String name = "#" + deeds.acknowledged.get(id);
                assertThat(messages)
                        .as("a receipt of %s", name)
                        .anyMatch(message -> message.shown().contains(name)
                                && message.shown().contains("Valid until"));
            }
        });
    }

    /** Client, GitHub, Slack and the audit log say the same. Run it while no broker runs. */
    void theBooksAgreeWithTheWorld(Records left, Town town) {
        left.verifyAudit();
        Ledgers ledgers = Ledgers.of(town, deeds, left);
        System.out.printf(
                "seed %d: requests %d, with a human %d, answers with a token %d, mints %d, orphans possible %d, rows %d,"
                        + " cards %d%n",
                seed,
                deeds.acknowledged.size(),
                deeds.forHumans.size(),
                ledgers.client().size(),
                town.gitHub.ledger().mintCount(),
                ledgers.rows(AuditEvent.Type.ORPHAN_POSSIBLE).count(),
                ledgers.audit().size(),
                town.slack.messages().size());
        Invariants.hold(ledgers);
    }
}

package botcreds.broker.errands;

import static botcreds.broker.access.Asserting.waiting;
import static botcreds.broker.access.House.ALICE;
import static botcreds.broker.access.House.SLOP;
import static botcreds.broker.access.House.ask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import botcreds.broker.access.House;
import botcreds.broker.model.RequestId;
import botcreds.broker.requests.Ask;
import botcreds.broker.requests.Surface;
import botcreds.broker.requests.Target;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CallbacksTest {
    private static final Courier NOBODY = (address, bulletin) -> new BotCall.Gone("no mail here");

    @TempDir
    Path directory;

    private final List<String> calls = new CopyOnWriteArrayList<>();
    private volatile BotCall.Outcome outcome = new BotCall.Taken();

    private BotCall.Outcome called(String id, String url, String body) {
        calls.add(url + " " + id + " " + body);
        return outcome;
    }

    private static RequestId pending(House house, String repository, String url) {
        Ask plain = ask(repository, "contents:read");
        Ask ask =
                new Ask(plain.scope(), plain.reason(), plain.kind(), plain.ttl(), Optional.of(url), plain.publicKey());
        return waiting(house.request(SLOP, ask)).request().id();
    }

    private static void approve(House house, RequestId id) {
        house.decisions.approve(Target.typed(id.value()), ALICE, Surface.API, false);
    }

    @Test
    @Tag("T-82")
    void anApprovalIsToldWhileSlackIsAwayAndHoldsNothingButTheState() {
        try (House house = new House(directory)) {
            house.access.callOut(this::called, NOBODY);
            RequestId id = pending(house, "myorg/other", "https://bot.example/hook");
            approve(house, id);

            await().until(() -> !calls.isEmpty());
            assertThat(calls.get(0))
                    .startsWith("https://bot.example/hook " + id + ".approved {\"type\":\"request.approved\",")
                    .contains("\"request_id\":\"" + id + "\"", "\"state\":\"APPROVED\"")
                    .doesNotContain("myorg", "bug");
        }
    }

    @Test
    @Tag("T-81")
    void whatFailedIsCalledAgainAfterARestartUnderTheSameId() {
        String url = "jdbc:h2:file:" + directory.resolve("broker");
        outcome = BotCall.NotNow.away("it answered 500");
        try (House house = new House(directory, url)) {
            house.access.callOut(this::called, NOBODY);
            approve(house, pending(house, "myorg/other", "https://bot.example/hook"));
            await().until(() -> house
                    .store
                    .read(tx -> tx.outbox().dueCallbacks(tx.now().plusSeconds(60), 9))
                    .stream()
                    .anyMatch(item -> item.attempts() == 1));
        }
        outcome = new BotCall.Taken();
        try (House house = new House(directory, url)) {
            house.clock.advance(Duration.ofSeconds(10));
            house.access.callOut(this::called, NOBODY);

            await().until(() -> calls.size() == 2);
            assertThat(calls.get(1)).isEqualTo(calls.get(0));
        }
    }

    @Test
    @Tag("T-81")
    void whoAnswers410IsToldNothingMore() {
        outcome = new BotCall.Gone("it answered 410");
        try (House house = new House(directory)) {
            house.access.callOut(this::called, NOBODY);
            RequestId id = pending(house, "myorg/other", "https://bot.example/hook");
            approve(house, id);
            await().until(() -> house.store
                    .read(tx -> tx.requests().byId(id).orElseThrow())
                    .callbackUrl()
                    .isEmpty());

            house.decisions.deny(Target.typed(id.value()), ALICE, Surface.API, Optional.empty());
            assertThat(calls).hasSize(1);
        }
    }

    @Test
    @Tag("T-81")
    void aSlowHostHoldsUpNobodyElse() {
        CountDownLatch slow = new CountDownLatch(1);
        try (House house = new House(directory)) {
            for (int each = 0; each < 5; each++) {
                approve(house, pending(house, "myorg/slow-" + each, "https://slow.example/hook"));
            }
            approve(house, pending(house, "myorg/quick", "https://quick.example/hook"));
            BotCall slowly = (id, url, body) -> {
                called(id, url, body);
                if (url.contains("slow")) {
                    try {
                        slow.await();
                    } catch (InterruptedException stopping) {
                        Thread.currentThread().interrupt();
                    }
                }
                return new BotCall.Taken();
            };
            house.access.callOut(slowly, NOBODY);

            await().until(() -> calls.stream().anyMatch(call -> call.contains("quick")));
            assertThat(calls.stream().filter(call -> call.contains("slow"))).hasSize(2);
            slow.countDown();
        }
    }

    @Test
    @Tag("T-81")
    void theScheduleEndsAfterThreeDaysAndHeedsTheReceiver() {
        BackOff backOff = BackOff.forBots(() -> 0);
        Instant start = Instant.parse("2026-01-01T00:00:00Z");

        assertThat(backOff.next(start, start, 0, Optional.empty())).contains(start.plusSeconds(5));
        assertThat(backOff.next(start, start, 0, Optional.of(Duration.ofMinutes(9))))
                .contains(start.plusSeconds(540));
        assertThat(backOff.next(start, start.plus(Duration.ofHours(60)), 7, Optional.empty()))
                .isEmpty();
        assertThat(backOff.next(start, start, 9, Optional.empty())).isEmpty();
    }
}

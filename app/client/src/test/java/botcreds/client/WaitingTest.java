package botcreds.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WaitingTest {
    private static final Ask ASK = Ask.of("myorg/repo-a", "Fixing bug #123", "contents:write");
    private static final Instant IN_AN_HOUR = CountedTime.START.plus(Duration.ofHours(1));

    private final CountedTime time = new CountedTime();
    private ScriptedBroker broker;
    private BrokerClient client;

    @BeforeEach
    void start() throws Exception {
        broker = new ScriptedBroker();
        client = BrokerClient.at(broker.url()).timekeeper(time).clock(time).build();
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    private List<String> lines() {
        return broker.asked.stream()
                .map(asked -> asked.method() + " " + asked.uri() + " "
                        + asked.header("Prefer").orElse("-"))
                .toList();
    }

    @Test
    void aPollThatEndsUndecidedIsFollowedByAnotherOnTheSameRequest() {
        broker.isPending().isPending().issues("ghs_1", IN_AN_HOUR);

        assertThat(client.getCredentials(ASK).token().reveal()).isEqualTo("ghs_1");

        assertThat(lines())
                .containsExactly(
                        "POST /v1/token wait=50", "GET /v1/token/req_abc wait=50", "GET /v1/token/req_abc wait=50");
    }

    @Test
    void aBrokerThatCannotHoldTheAnswerIsNotAskedInABusyLoop() {
        broker.isPending().isPending().issues("ghs_1", IN_AN_HOUR);

        client.getCredentials(ASK);

        assertThat(time.pauses).containsExactly(Duration.ofSeconds(5), Duration.ofSeconds(5));
    }

    @Test
    void whenPatienceIsOverTheRequestIsNamedSoThatItCanBeCollected() {
        broker.isPending().isPending().issues("ghs_1", IN_AN_HOUR);

        StillPending pending =
                catchThrowableOfType(StillPending.class, () -> client.getCredentials(ASK, Duration.ofSeconds(8)));

        assertThat(lines()).containsExactly("POST /v1/token wait=8", "GET /v1/token/req_abc wait=3");
        assertThat(client.collect(pending.requestId().orElseThrow(), Duration.ofMinutes(1))
                        .token()
                        .reveal())
                .isEqualTo("ghs_1");
    }

    @Test
    void withoutPatienceNothingIsHeldAndNobodyWaits() {
        broker.isPending();

        assertThatThrownBy(() -> client.getCredentials(ASK, Duration.ZERO)).isInstanceOf(StillPending.class);

        assertThat(lines()).containsExactly("POST /v1/token -");
        assertThat(time.pauses).allMatch(Duration::isZero);
    }

    @Test
    void anInterruptEndsTheWaitAndStaysSet() {
        broker.isPending();
        Thread.currentThread().interrupt();

        WaitInterrupted interrupted = catchThrowableOfType(WaitInterrupted.class, () -> client.getCredentials(ASK));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(interrupted.requestId()).contains("req_abc");
    }

    @Test
    void aBrokenConnectionIsRetriedWithTheSameKey() {
        broker.hangsUp().issues("ghs_1", IN_AN_HOUR).issues("ghs_2", IN_AN_HOUR);

        client.getCredentials(ASK);
        client.getCredentials(ASK);

        List<String> keys = broker.asked.stream()
                .map(asked -> asked.header("Idempotency-Key").orElseThrow())
                .toList();
        assertThat(keys).hasSize(3);
        assertThat(keys.get(1)).isEqualTo(keys.get(0));
        assertThat(keys.get(2)).isNotEqualTo(keys.get(0));
    }

    @Test
    void anAskThatBreaksIsSentOnceForEachAttempt() {
        BrokerClient once = BrokerClient.at(broker.url())
                .timekeeper(time)
                .retryFor(Duration.ZERO)
                .build();
        broker.hangsUp();

        assertThatThrownBy(() -> once.getCredentials(ASK)).isInstanceOf(BrokerUnreachable.class);

        assertThat(broker.asked).hasSize(1);
    }

    @Test
    void aPollThatSomethingCutsIsHeldForLessTheNextTime() {
        broker.isPending().hangsUp().says(504, "Gateway Timeout").issues("ghs_1", IN_AN_HOUR);

        assertThat(client.getCredentials(ASK).token().reveal()).isEqualTo("ghs_1");

        // The JDK repeats a GET by itself when a connection that was kept open breaks; the next attempt is ours.
        assertThat(lines()).contains("GET /v1/token/req_abc wait=50").contains("GET /v1/token/req_abc wait=25");
    }

    @Test
    void retryAfterIsHonoured() {
        broker.refuses(429, "slow_down", "Too fast.", "Retry-After", "7")
                .refuses(503, "stopping", "Stopping.", "Retry-After", "3")
                .refuses(409, "idempotency_key_in_use", "Under way.", "Retry-After", "1")
                .issues("ghs_1", IN_AN_HOUR);

        client.getCredentials(ASK);

        assertThat(time.pauses).containsExactly(Duration.ofSeconds(7), Duration.ofSeconds(3), Duration.ofSeconds(1));
    }

    @Test
    void aRetryAfterBeyondTheBoundIsLeftToTheCaller() {
        broker.refuses(429, "slow_down", "Too fast.", "Retry-After", "600");

        RateLimited limited = catchThrowableOfType(RateLimited.class, () -> client.getCredentials(ASK));

        assertThat(limited.retryAfter()).contains(Duration.ofMinutes(10));
        assertThat(limited.isTemporary()).isTrue();
        assertThat(time.pauses).isEmpty();
    }

    @Test
    void retriesEndWithAMinuteOfFailures() {
        for (int at = 0; at < 100; at++) {
            broker.refuses(503, "store_unavailable", "The database is away.");
        }

        assertThatThrownBy(client::whoami).isInstanceOf(BrokerUnavailable.class);

        Duration paused = time.pauses.stream().reduce(Duration.ZERO, Duration::plus);
        assertThat(paused).isBetween(Duration.ofSeconds(40), Duration.ofMinutes(1));
        assertThat(broker.asked).hasSizeBetween(6, 20);
    }

    @Test
    void aBrokerThatIsNotThereIsUnreachable() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        BrokerClient nowhere =
                BrokerClient.at("http://127.0.0.1:" + port).timekeeper(time).build();

        assertThatThrownBy(nowhere::whoami)
                .isInstanceOf(BrokerUnreachable.class)
                .hasMessageContaining("127.0.0.1:" + port);
        assertThat(time.pauses).isNotEmpty();
    }

    @Test
    void aFaultOfTheBrokerIsNotRepeated() {
        broker.refuses(500, "broker_fault", "A fault.");

        assertThatThrownBy(client::whoami).isInstanceOf(BrokerUnavailable.class);
        assertThat(broker.asked).hasSize(1);
    }
}

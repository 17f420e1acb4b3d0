package botcreds.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SessionTest {
    private static final Instant START = CountedTime.START;
    private static final Instant END = START.plus(Duration.ofHours(7));

    private final CountedTime time = new CountedTime();
    private ScriptedBroker broker;
    private Session session;

    @BeforeEach
    void start() throws Exception {
        broker = new ScriptedBroker();
        broker.issuesSession("ghs_1", START.plus(Duration.ofHours(1)), END);
        session = BrokerClient.at(broker.url())
                .timekeeper(time)
                .clock(time)
                .build()
                .openSession(
                        Ask.of("myorg/repo-a", "A long job", "contents:write").withTtl(Duration.ofHours(7)));
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    private String token() {
        return session.token().reveal();
    }

    @Test
    void aTokenWithMoreThanTenMinutesLeftIsUsedAsItIs() {
        time.advance(Duration.ofMinutes(49));

        assertThat(token()).isEqualTo("ghs_1");
        assertThat(broker.asked).hasSize(1);
        assertThat(broker.asked.get(0).body()).contains("\"kind\":\"session\"", "\"ttl\":25200");
    }

    @Test
    void inItsLastTenMinutesATokenIsRefreshed() {
        time.advance(Duration.ofMinutes(50));
        broker.issuesSession("ghs_2", START.plus(Duration.ofMinutes(110)), END);

        assertThat(token()).isEqualTo("ghs_2");
        assertThat(token()).isEqualTo("ghs_2");
        assertThat(broker.asked).hasSize(2);
    }

    @Test
    void anOutageInTheAdvisoryWindowKeepsTheLiveTokenAndIsAskedAboutOnlyNowAndThen() {
        time.advance(Duration.ofMinutes(51));
        broker.refuses(503, "github_unavailable", "GitHub is away.", "Retry-After", "9");

        assertThat(token()).isEqualTo("ghs_1");
        assertThat(token()).isEqualTo("ghs_1");
        assertThat(broker.asked).hasSize(2);
        assertThat(time.pauses).as("nobody waits for what is not needed yet").isEmpty();

        time.advance(Duration.ofSeconds(30));
        broker.hangsUp();
        assertThat(token()).isEqualTo("ghs_1");

        time.advance(Duration.ofSeconds(30));
        broker.issuesSession("ghs_2", START.plus(Duration.ofHours(2)), END);
        assertThat(token()).isEqualTo("ghs_2");
    }

    @Test
    void inTheLastTwoMinutesTheRefreshIsWaitedForAndItsFailureIsTold() {
        time.advance(Duration.ofMinutes(58));
        broker.refuses(503, "github_unavailable", "GitHub is away.", "Retry-After", "9")
                .issuesSession("ghs_2", START.plus(Duration.ofHours(2)), END);
        assertThat(token()).isEqualTo("ghs_2");
        assertThat(time.pauses).containsExactly(Duration.ofSeconds(9));

        time.advance(Duration.ofMinutes(60));
        broker.refuses(503, "github_unavailable", "GitHub is away.", "Retry-After", "600");
        assertThatThrownBy(this::token).isInstanceOf(BrokerUnavailable.class);
    }

    @Test
    void aPolicyThatHasComeToSayNoIsToldAtOnce() {
        time.advance(Duration.ofMinutes(51));
        broker.refuses(403, "policy_denied", "The policy denies this now.");

        assertThatThrownBy(this::token).isInstanceOf(PolicyDenied.class);
    }

    @Test
    void theLastTokenIsUsedToTheEndOfTheSessionAndNotBeyond() {
        time.advance(Duration.ofMinutes(51));
        broker.issuesSession("ghs_last", END, END);
        assertThat(token()).isEqualTo("ghs_last");

        time.advance(Duration.between(time.instant(), END).minusSeconds(1));
        assertThat(token()).as("no refresh could make it live longer").isEqualTo("ghs_last");

        time.advance(Duration.ofSeconds(1));
        assertThatThrownBy(this::token).isInstanceOf(RequestExpired.class);
        assertThat(broker.asked).hasSize(2);
    }

    @Test
    void closingReleasesOnceAndEndsTheSession() {
        broker.says(204, "");

        session.close();
        session.close();

        assertThat(broker.asked).hasSize(2);
        assertThat(broker.asked.get(1).method() + broker.asked.get(1).uri()).isEqualTo("DELETE/v1/token/req_abc");
        assertThatIllegalStateException().isThrownBy(this::token);
    }

    @Test
    void manyThreadsAtTheEndOfATokenRefreshItOnce() throws Exception {
        time.advance(Duration.ofMinutes(59));
        broker.issuesSession("ghs_2", START.plus(Duration.ofHours(2)), END);

        Thread[] threads = new Thread[8];
        List<String> tokens = new CopyOnWriteArrayList<>();
        for (int at = 0; at < threads.length; at++) {
            threads[at] = new Thread(() -> tokens.add(token()));
            threads[at].start();
        }
        for (Thread each : threads) {
            each.join(30_000);
        }

        assertThat(tokens).hasSize(8).containsOnly("ghs_2");
        assertThat(broker.asked).hasSize(2);
    }
}

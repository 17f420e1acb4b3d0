package botcreds.broker.watch;

import static botcreds.broker.access.House.ALICE;
import static botcreds.broker.access.House.MACHINA;
import static botcreds.broker.access.House.ask;
import static org.assertj.core.api.Assertions.assertThat;

import botcreds.broker.access.House;
import botcreds.broker.github.CallObserver;
import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.BotId;
import botcreds.broker.model.RequestState;
import botcreds.broker.requests.Answer;
import botcreds.broker.requests.Caller;
import botcreds.broker.requests.Surface;
import botcreds.broker.requests.Target;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsTest {
    @TempDir
    Path directory;

    private Watched watched;

    @BeforeEach
    void open() {
        watched = new Watched(directory);
    }

    @AfterEach
    void close() {
        watched.close();
    }

    @Test
    void requestsAreCountedByBotAndByWhatThePolicySaid() {
        watched.house.request(MACHINA, ask("myorg/repo-a", "contents:write"));
        watched.house.request(MACHINA, ask("myorg/infrastructure", "contents:read"));
        watched.house.request(MACHINA, ask("myorg/repo-b", "contents:read"));

        watched.awaitLine("botcreds_requests_total{bot=\"machina-bot\",decision=\"auto\"} 1.0");
        watched.awaitLine("botcreds_requests_total{bot=\"machina-bot\",decision=\"denied\"} 1.0");
        watched.awaitLine("botcreds_requests_total{bot=\"machina-bot\",decision=\"manual\"} 1.0");
        watched.awaitLine("botcreds_credentials_issued_total{approval=\"auto\",bot=\"machina-bot\"} 1.0");
        watched.awaitLine("botcreds_outcomes_total{bot=\"machina-bot\",outcome=\"denied_by_policy\"} 1.0");
        watched.awaitLine("botcreds_pending_requests 1.0");
        watched.awaitLine("botcreds_credentials_live{bot=\"machina-bot\"} 1.0");
    }

    @Test
    void theTimeToAHumansAnswerIsMeasuredAcrossTheWait() {
        AccessRequest request = pending();
        watched.house.clock.advance(Duration.ofMinutes(4));

        watched.house.decisions.approve(Target.typed(request.id().value()), ALICE, Surface.API, false);

        watched.awaitLine("botcreds_approval_wait_seconds_sum{answer=\"approved\"} 240.0");
        assertThat(watched.watch.metrics())
                .contains("botcreds_approval_wait_seconds_bucket{answer=\"approved\",le=\"120.0\"} 0\n")
                .contains("botcreds_approval_wait_seconds_bucket{answer=\"approved\",le=\"300.0\"} 1\n");
    }

    @Test
    void whatWasApprovedAndNeverCollectedIsNotTakenForUnanswered() {
        AccessRequest request = pending();
        watched.house.decisions.approve(Target.typed(request.id().value()), ALICE, Surface.API, false);
        watched.house.clock.advance(Duration.ofHours(2));

        watched.awaitLine("botcreds_outcomes_total{bot=\"machina-bot\",outcome=\"uncollected\"} 1.0");
        assertThat(watched.awaitSaid("never came for it").headline()).startsWith("#" + request.shortId());
    }

    @Test
    @Tag("T-97")
    void nothingThatABotOrARepositoryIsCalledBecomesALabel() {
        Caller stranger = new Caller(new BotId("stranger-with-a-name"), "100.64.1.7");
        watched.house.request(stranger, ask("myorg/repo-secret-plans", "contents:read"));
        watched.house.request(MACHINA, ask("myorg/infrastructure", "contents:read"));

        watched.awaitLine("botcreds_requests_total{bot=\"unknown\",decision=\"manual\"} 1.0");
        watched.awaitLine("botcreds_requests_total{bot=\"machina-bot\",decision=\"denied\"} 1.0");
        assertThat(watched.watch.metrics())
                .doesNotContain("stranger", "secret-plans", "infrastructure", "myorg", "100.64", "bug #123");
    }

    @Test
    void callsToGitHubAreTimedAndItsLimitsTold() {
        watched.watch
                .gitHub()
                .called(new CallObserver.Observed(
                        CallObserver.Account.APP,
                        CallObserver.Ending.FAILED,
                        Duration.ofMillis(300),
                        Optional.of(new CallObserver.Budget(4990, 5000)),
                        Optional.of(watched.house.clock.instant().plusSeconds(90))));

        assertThat(watched.watch.metrics())
                .contains("botcreds_github_call_duration_seconds_bucket{account=\"app\",le=\"0.35\"} 1\n")
                .contains("botcreds_github_errors_total{account=\"app\",code=\"5xx\"} 1.0\n")
                .contains("botcreds_github_rate_limit_remaining{account=\"app\"} 4990.0\n")
                .contains("botcreds_github_clock_offset_seconds 90.65\n");
        watched.awaitSaid("clock and GitHub's are 90 seconds apart");
    }

    @Test
    void aRefusedEditOfThePolicyShowsUntilTheFileIsGoodAgain() throws Exception {
        watched.house.policy("bots: [");
        watched.awaitLine("botcreds_policy_reloads_total{result=\"rejected\"} 1.0");
        watched.awaitLine("botcreds_policy_reload_success 0.0");

        watched.house.policy(House.POLICY);

        watched.awaitLine("botcreds_policy_reload_success 1.0");
    }

    private AccessRequest pending() {
        Answer answer = watched.house.request(MACHINA, ask("myorg/repo-b", "contents:read"));
        AccessRequest request = watched.house.store.read(
                tx -> tx.requests().pending(Optional.of(MACHINA.bot()), 1).get(0));
        assertThat(request.state()).as("%s", answer).isEqualTo(RequestState.PENDING);
        return request;
    }
}

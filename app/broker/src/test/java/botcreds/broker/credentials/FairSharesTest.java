package botcreds.broker.credentials;

import static botcreds.broker.access.House.MACHINA;
import static botcreds.broker.access.House.SLOP;
import static botcreds.broker.access.House.ask;
import static botcreds.broker.access.House.session;
import static org.assertj.core.api.Assertions.assertThat;

import botcreds.broker.access.House;
import botcreds.broker.github.InstallationBudget;
import botcreds.broker.model.AuditEvent;
import botcreds.broker.requests.Answer;
import botcreds.broker.requests.Refusal;
import botcreds.broker.requests.Stats;
import botcreds.broker.store.AuditFilter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left of an installation's limit is shared out when it is short. */
class FairSharesTest {
    private static final long INSTALLATION = 7;

    @TempDir
    Path directory;

    private House house;
    private Instant reset;

    @BeforeEach
    void open() {
        house = new House(directory);
        reset = house.clock.instant().plus(Duration.ofMinutes(20));
        house.policy(House.POLICY.replace(
                "allow_self_approval: true",
                "allow_self_approval: true\n    auto_approve: [{repo: myorg/repo-a, permissions: [contents:write]}]"));
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void whoHadMoreThanItsShareWaitsForTheResetAndTheOthersGoOn() {
        left(4000);
        for (String permission : new String[] {"contents:read", "contents:write", "issues:read", "issues:write"}) {
            assertThat(house.request(MACHINA, ask("myorg/repo-a", permission))).isInstanceOf(Answer.Issued.class);
        }
        assertThat(house.request(SLOP, ask("myorg/repo-a", "contents:read"))).isInstanceOf(Answer.Issued.class);
        left(499);

        Answer.Refused refused =
                (Answer.Refused) house.request(MACHINA, ask("myorg/repo-a", "contents:read", "issues:read"));
        assertThat(refused.refusal().code()).isEqualTo(Refusal.Code.GITHUB_BUDGET_SHORT);
        assertThat(refused.refusal().retryAfter()).contains(Duration.ofMinutes(20));
        assertThat(refused.refusal().hint()).contains(reset.toString());
        assertThat(house.request(SLOP, ask("myorg/repo-a", "contents:write"))).isInstanceOf(Answer.Issued.class);

        house.clock.advance(Duration.ofMinutes(20));
        house.gitHub.budgets = List.of();
        assertThat(house.request(MACHINA, ask("myorg/repo-a", "contents:read", "issues:read")))
                .isInstanceOf(Answer.Issued.class);
    }

    @Test
    void whatWasGivenBeforeTheResetDoesNotCountAfterItAlsoIfTheResetWasLearntLater() {
        house.request(MACHINA, ask("myorg/repo-a", "contents:read"));
        house.request(MACHINA, ask("myorg/repo-a", "contents:write"));
        house.request(SLOP, ask("myorg/repo-a", "contents:read"));
        left(4000);
        house.request(SLOP, ask("myorg/repo-a", "issues:read"));

        house.clock.advance(Duration.ofMinutes(21));
        reset = reset.plus(Duration.ofHours(1));
        left(400);

        assertThat(house.request(SLOP, ask("myorg/repo-a", "contents:write"))).isInstanceOf(Answer.Issued.class);
        assertThat(house.request(MACHINA, ask("myorg/repo-a", "issues:read"))).isInstanceOf(Answer.Issued.class);
        assertThat(house.request(MACHINA, ask("myorg/repo-a", "issues:write"))).isInstanceOf(Answer.Issued.class);
    }

    @Test
    void whatWasGivenByAnotherNodeOrBeforeARestartCounts() {
        house.request(MACHINA, ask("myorg/repo-a", "contents:read"));
        house.request(MACHINA, ask("myorg/repo-a", "contents:write"));
        house.request(SLOP, ask("myorg/repo-a", "contents:read"));
        left(400);

        FairShares fresh = new FairShares(house.store, house.gitHub);

        assertThat(fresh.refusal(INSTALLATION, MACHINA.bot())).isPresent();
        assertThat(fresh.refusal(INSTALLATION, SLOP.bot())).isEmpty();
        assertThat(fresh.refusal(INSTALLATION + 1, MACHINA.bot())).isEmpty();
    }

    @Test
    void nobodyIsPagedForWhatWouldHaveToWait() {
        left(400);
        house.request(MACHINA, ask("myorg/repo-a", "contents:read"));
        house.request(MACHINA, ask("myorg/repo-a", "contents:write"));
        house.request(SLOP, ask("myorg/repo-a", "contents:read"));

        Answer answer = house.request(MACHINA, ask("myorg/unknown", "contents:read"));

        assertThat(((Answer.Refused) answer).refusal().code()).isEqualTo(Refusal.Code.GITHUB_BUDGET_SHORT);
        assertThat(house.decisions.pending(Optional.empty())).isEmpty();
        assertThat(house.store.<Integer>read(tx -> tx.audit()
                        .latest(AuditFilter.newest(10).event(AuditEvent.Type.APPROVAL_REQUESTED))
                        .size()))
                .isZero();
    }

    @Test
    void aRefreshWaitsToo() {
        left(400);
        Answer.Issued held =
                (Answer.Issued) house.request(MACHINA, session(Duration.ofHours(3), "myorg/repo-a", "contents:write"));
        house.request(MACHINA, ask("myorg/repo-a", "issues:read"));
        house.request(SLOP, ask("myorg/repo-a", "contents:read"));
        house.clock.advance(Duration.ofMinutes(2));

        Answer answer = house.grants.refresh(MACHINA, held.request().id());

        assertThat(((Answer.Refused) answer).refusal().code()).isEqualTo(Refusal.Code.GITHUB_BUDGET_SHORT);
        assertThat(house.grants.collect(MACHINA, held.request().id())).isInstanceOf(Answer.Issued.class);
    }

    @Test
    void aBotAloneAndAFullHourAreNotHeldBack() {
        left(10);
        house.request(MACHINA, ask("myorg/repo-a", "contents:read"));
        assertThat(house.request(MACHINA, ask("myorg/repo-a", "contents:write")))
                .isInstanceOf(Answer.Issued.class);

        left(500);
        house.request(SLOP, ask("myorg/repo-a", "contents:read"));
        assertThat(house.request(MACHINA, ask("myorg/repo-a", "issues:write"))).isInstanceOf(Answer.Issued.class);
    }

    @Test
    void theStatisticsSayWhoWasGivenHowMany() {
        left(1234);
        house.request(MACHINA, ask("myorg/repo-a", "contents:read"));
        house.request(MACHINA, ask("myorg/repo-a", "contents:write"));
        house.request(SLOP, ask("myorg/repo-a", "contents:read"));

        assertThat(house.decisions.stats(Duration.ofHours(1)).budgets())
                .containsExactly(new Stats.Budget(
                        INSTALLATION, 1234, 5000, reset, false, Map.of("machina-bot", 2, "slop-bot", 1)));
    }

    private void left(long calls) {
        house.gitHub.budgets = List.of(new InstallationBudget(INSTALLATION, calls, 5000, reset));
    }
}

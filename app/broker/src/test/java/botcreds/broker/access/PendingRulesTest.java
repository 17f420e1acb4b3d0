package botcreds.broker.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import botcreds.broker.gitpolicy.PolicyTown;
import botcreds.broker.model.Human;
import botcreds.broker.model.RandomIds;
import botcreds.broker.model.RequestId;
import botcreds.broker.model.RequestState;
import botcreds.broker.requests.Answer;
import botcreds.broker.requests.Ask;
import botcreds.broker.requests.Caller;
import botcreds.broker.requests.Surface;
import botcreds.broker.requests.Target;
import botcreds.sandbox.github.Fault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a remembered rule is worth while its pull request is open, over real git and a sandbox's GitHub. */
class PendingRulesTest {
    private static final Human ALICE = new Human("U012ALICE", "alice", Optional.empty(), Set.of());
    private static final Caller MACHINA = new Caller(PolicyTown.MACHINA, "100.64.1.5");
    private static final Ask ASK = House.ask("myorg/new", "contents:read");
    private static final String COUNTS = PolicyTown.POLICY + "remember: {pending: counts, pending_for: 8h}\n";

    private final PretendSlack slack = new PretendSlack();
    private PolicyTown town;
    private PolicyTown.End end;
    private Access access;

    @BeforeEach
    void build(@TempDir Path directory) throws Exception {
        town = new PolicyTown(directory);
    }

    @AfterEach
    void close() {
        access.close();
        end.close();
        town.close();
    }

    @Test
    void unlessThePolicySaysSoItDoesNotCountBeforeItIsMerged() throws Exception {
        open(PolicyTown.POLICY);

        assertThat(remember()).contains("pull request #1 opened").contains("counts once that is merged");

        assertThat(ask()).isInstanceOf(Answer.Waiting.class);
    }

    @Test
    void itCountsUntilItsPullRequestIsClosedUnmerged() throws Exception {
        open(COUNTS);
        assertThat(remember()).contains("pull request #1 opened").contains("Until that is merged or closed");
        RequestId meanwhile = issued();
        access.lookAtPendingRules();
        assertThat(ask()).isInstanceOf(Answer.Issued.class);

        town.gitHub.closePullRequest("myorg/policy", 1);
        access.lookAtPendingRules();
        access.lookAtPendingRules();

        assertThat(ask()).isInstanceOf(Answer.Waiting.class);
        assertThat(state(meanwhile)).isEqualTo(RequestState.REVOKED);
        await().untilAsserted(() -> assertThat(slack.notices)
                .filteredOn(each -> each.headline().contains("was closed and not merged"))
                .singleElement()
                .satisfies(each -> assertThat(each.headline())
                        .contains("Pull request #1", "machina-bot asks again for contents:read on myorg/new")));
    }

    @Test
    void onceMergedTheRuleTakesOverAndWhatWasIssuedLivesOn() throws Exception {
        open(COUNTS);
        remember();
        RequestId meanwhile = issued();
        PolicyTown.git(town.clone, "fetch", "-q", "origin");
        String branch = PolicyTown.git(town.clone, "branch", "-r", "--list", "origin/botcreds/*");
        PolicyTown.git(town.clone, "merge", "-q", "--ff-only", branch);
        PolicyTown.git(town.clone, "push", "-q", "origin", "HEAD:main");

        access.lookAtPendingRules();

        assertThat(access.decisions().overBots().elevating().living()).isEmpty();
        assertThat(state(meanwhile)).isEqualTo(RequestState.ISSUED);
        assertThat(ask()).isInstanceOf(Answer.Issued.class);

        PolicyTown.git(town.clone, "revert", "--no-edit", "HEAD");
        PolicyTown.git(town.clone, "push", "-q", "origin", "HEAD:main");
        end.look();
        assertThat(ask()).isInstanceOf(Answer.Waiting.class);
        assertThat(slack.notices).noneMatch(each -> each.headline().contains("was closed"));
    }

    @Test
    void whileGitHubCannotBeAskedItCountsNoLongerThanItsTime() throws Exception {
        open(COUNTS);
        remember();
        town.gitHub.faults().arm(Fault.serverError(502).on("GET", "/pulls/1$").times(Fault.ALWAYS));

        access.lookAtPendingRules();
        assertThat(ask()).isInstanceOf(Answer.Issued.class);

        town.clock.advance(Duration.ofHours(8));
        assertThat(ask()).isInstanceOf(Answer.Waiting.class);
    }

    @Test
    void rememberedAnewItCountsAgainWhateverBecomesOfTheFirst() throws Exception {
        open(COUNTS);
        Ask longer = House.session(Duration.ofHours(2), "myorg/new", "contents:read");
        RequestId another = pending(longer);
        remember();
        town.gitHub.closePullRequest("myorg/policy", 1);

        // Nobody has looked at the first yet.
        assertThat(access.decisions()
                        .approve(Target.typed(another.value()), ALICE, Surface.API, true)
                        .text())
                .contains("pull request #2 opened");
        access.lookAtPendingRules();

        assertThat(ask()).isInstanceOf(Answer.Issued.class);
    }

    private void open(String policy) throws Exception {
        town.write("policy.yaml", policy);
        town.push("what is pending");
        end = town.start();
        access = new Access(town.store, end.file, town.app, new RandomIds(town.clock));
        access.start(slack);
    }

    private String remember() {
        RequestId id = pending(ASK);
        String said = access.decisions()
                .approve(Target.typed(id.value()), ALICE, Surface.API, true)
                .text();
        access.grants().collect(MACHINA, id);
        return said;
    }

    private RequestId pending(Ask ask) {
        return access.grants()
                .request(MACHINA, ask, Optional.empty())
                .fold(
                        issued -> {
                            throw new AssertionError("nobody was asked");
                        },
                        waiting -> waiting.request().id(),
                        refused -> {
                            throw new AssertionError(refused);
                        });
    }

    private Answer ask() {
        return access.grants().request(MACHINA, ASK, Optional.empty());
    }

    private RequestId issued() {
        return ((Answer.Issued) ask()).request().id();
    }

    private RequestState state(RequestId id) {
        return town.store.<RequestState>read(
                tx -> tx.requests().byId(id).orElseThrow().state());
    }
}

package botcreds.broker.bots;

import static botcreds.broker.access.Asserting.issued;
import static botcreds.broker.access.Asserting.refused;
import static botcreds.broker.access.Asserting.waiting;
import static botcreds.broker.access.House.ALICE;
import static botcreds.broker.access.House.BOB;
import static botcreds.broker.access.House.DAVE;
import static botcreds.broker.access.House.MACHINA;
import static botcreds.broker.access.House.OWNER;
import static botcreds.broker.access.House.STRANGER;
import static botcreds.broker.access.House.ask;
import static botcreds.broker.access.House.scope;
import static botcreds.broker.access.House.session;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import botcreds.broker.access.House;
import botcreds.broker.model.ApprovalKind;
import botcreds.broker.model.AuditEvent;
import botcreds.broker.model.Elevation;
import botcreds.broker.model.Human;
import botcreds.broker.model.RequestId;
import botcreds.broker.model.Scope;
import botcreds.broker.requests.Answer;
import botcreds.broker.requests.Refusal;
import botcreds.broker.requests.Surface;
import botcreds.broker.store.AuditFilter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ElevatingTest {
    private static final Scope NEW = scope("myorg/new", "contents:write");

    @TempDir
    Path directory;

    private House house;

    @BeforeEach
    void open() {
        house = new House(directory);
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void whatWasGivenForAWhileComesWithoutAskingUntilItEnds() {
        Deed deed = elevate(ALICE, NEW);

        assertThat(deed.code()).isEqualTo(Deed.Code.DONE);
        Answer.Issued read = issued(house.request(MACHINA, ask("myorg/new", "contents:read")));
        assertThat(read.request().approval()).contains(ApprovalKind.AUTO);
        assertThat(read.request().rule()).isEqualTo(living().rule());
        issued(house.request(MACHINA, ask("myorg/new", "contents:write", "metadata:read")));
        waiting(house.request(MACHINA, ask("myorg/new", "contents:write", "actions:read")));
        waiting(house.request(MACHINA, ask("myorg/newer", "contents:write")));
        assertThat(house.decisions.can(MACHINA.bot(), NEW).decision()).isEqualTo("auto_approve");

        house.clock.advance(Duration.ofHours(2));

        waiting(house.request(MACHINA, ask("myorg/new", "contents:read")));
    }

    @Test
    void itAddsToWhatThePolicyGives() {
        elevate(ALICE, scope("myorg/repo-a", "actions:write"));

        issued(house.request(MACHINA, ask("myorg/repo-a", "contents:write", "actions:read")));
    }

    @Test
    void whatWasIssuedUnderItEndsWithIt() {
        elevate(ALICE, NEW);
        Answer.Issued session =
                issued(house.request(MACHINA, session(Duration.ofHours(8), "myorg/new", "contents:write")));
        house.clock.advance(Duration.ofHours(2));
        house.reap();

        await().untilAsserted(() -> assertThat(house.gitHub.revoked).hasSize(1));
        assertThat(refused(house.grants.refresh(MACHINA, session.request().id()))
                        .code())
                .isEqualTo(Refusal.Code.REVOKED);
    }

    @Test
    void aHumanMayEndItBeforeItsTime() {
        elevate(ALICE, NEW);
        Answer.Issued token = issued(house.request(MACHINA, ask("myorg/new", "contents:write")));
        String id = living().id();
        Elevating elevating = house.decisions.overBots().elevating();

        assertThat(elevating.end(id, STRANGER, Surface.API, false).code()).isEqualTo(Deed.Code.NOT_APPROVER);
        assertThat(elevating.end(id, BOB, Surface.API, true).preview()).isTrue();
        assertThat(elevating.living()).hasSize(1);
        assertThat(elevating.end(id, OWNER, Surface.API, false).code()).isEqualTo(Deed.Code.DONE);
        assertThat(elevating.end(id, BOB, Surface.API, false).code()).isEqualTo(Deed.Code.NOT_FOUND);

        await().untilAsserted(() -> assertThat(house.gitHub.revoked).hasSize(1));
        assertThat(refused(house.grants.collect(MACHINA, token.request().id())).code())
                .isEqualTo(Refusal.Code.REVOKED);
        assertThat(newest().type()).isEqualTo(AuditEvent.Type.CREDENTIAL_REVOKED);
    }

    @Test
    void whoWaitsForAHumanHasItAtOnce() {
        RequestId id = waiting(house.request(MACHINA, ask("myorg/new", "contents:write")))
                .request()
                .id();

        elevate(ALICE, NEW);

        assertThat(issued(house.grants.collect(MACHINA, id)).request().approval())
                .contains(ApprovalKind.AUTO);
    }

    @Test
    void itSurvivesARestart() {
        house.close();
        String url = "jdbc:h2:file:" + directory.resolve("database");
        house = new House(directory, url);
        elevate(ALICE, NEW);
        house.close();

        house = new House(directory, url);

        issued(house.request(MACHINA, ask("myorg/new", "contents:write")));
    }

    @Test
    @Tag("T-47")
    void itNeverPassesADenyNotEvenOneWrittenLater() {
        assertThat(elevate(ALICE, scope("myorg/infrastructure", "contents:read"))
                        .code())
                .isEqualTo(Deed.Code.POLICY_DENIES);
        elevate(ALICE, NEW);

        house.policy(House.POLICY.replace("      - repo: myorg/infrastructure", "      - repo: myorg/new"));

        assertThat(refused(house.request(MACHINA, ask("myorg/new", "contents:read")))
                        .code())
                .isEqualTo(Refusal.Code.POLICY_DENIED);
    }

    @Test
    void onlyWhoAloneMayApproveAllOfItMayGiveIt() {
        Scope sensitive = scope("myorg/sensitive-data", "contents:read");

        assertThat(elevate(STRANGER, NEW).code()).isEqualTo(Deed.Code.NOT_APPROVER);
        assertThat(newest().type()).isEqualTo(AuditEvent.Type.DECISION_REFUSED);
        assertThat(elevate(DAVE, NEW).code()).isEqualTo(Deed.Code.NOT_APPROVER);
        assertThat(elevate(BOB, sensitive).code()).isEqualTo(Deed.Code.NOT_APPROVER);
        assertThat(elevate(ALICE, sensitive).code()).isEqualTo(Deed.Code.TAKES_MORE_HUMANS);
        assertThat(elevate(Human.admin(), sensitive).code()).isEqualTo(Deed.Code.TAKES_MORE_HUMANS);
        house.policy(House.POLICY.replace("approvers: [U0ALICE, U0BOB,", "approvers: [U0ALICE, U0BOB, U0OWNER,"));
        assertThat(elevate(OWNER, NEW).code()).isEqualTo(Deed.Code.SELF_APPROVAL);
        assertThat(house.decisions.overBots().elevating().living()).isEmpty();
    }

    @Test
    void aLockedBotGetsNone() {
        house.decisions.overBots().locking().lockdown(MACHINA.bot(), Optional.empty(), ALICE, Surface.API, false);

        assertThat(elevate(ALICE, NEW).code()).isEqualTo(Deed.Code.BOT_LOCKED);
    }

    @Test
    void aDryRunGivesNothing() {
        Deed look = house.decisions
                .overBots()
                .elevating()
                .elevate(MACHINA.bot(), NEW, Duration.ofHours(1), Optional.empty(), ALICE, Surface.API, true);

        assertThat(look.hits()).hasSize(1);
        assertThat(house.decisions.overBots().elevating().living()).isEmpty();
    }

    private Deed elevate(Human human, Scope scope) {
        return house.decisions
                .overBots()
                .elevating()
                .elevate(
                        MACHINA.bot(),
                        scope,
                        Duration.ofHours(2),
                        Optional.of("the release"),
                        human,
                        Surface.API,
                        false);
    }

    private Elevation living() {
        return house.decisions.overBots().elevating().living().get(0);
    }

    private AuditEvent newest() {
        return house.store
                .read(tx -> tx.audit().latest(AuditFilter.newest(1)))
                .get(0)
                .event();
    }
}

package botcreds.broker.access;

import static botcreds.broker.access.Asserting.issued;
import static botcreds.broker.access.Asserting.refused;
import static botcreds.broker.access.Asserting.waiting;
import static botcreds.broker.access.House.ALICE;
import static botcreds.broker.access.House.BOB;
import static botcreds.broker.access.House.DAVE;
import static botcreds.broker.access.House.MACHINA;
import static botcreds.broker.access.House.OWNER;
import static botcreds.broker.access.House.SLOP;
import static botcreds.broker.access.House.STRANGER;
import static botcreds.broker.access.House.ask;
import static org.assertj.core.api.Assertions.assertThat;

import botcreds.broker.model.AuditEvent;
import botcreds.broker.model.RequestId;
import botcreds.broker.model.RequestState;
import botcreds.broker.requests.Caller;
import botcreds.broker.requests.CardRef;
import botcreds.broker.requests.Refusal;
import botcreds.broker.requests.Ruling;
import botcreds.broker.requests.Surface;
import botcreds.broker.requests.Target;
import botcreds.broker.store.AuditFilter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DecisionsTest {
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
    void anApprovedRequestIsMintedWhenItsBotCollects() {
        RequestId id = pending(MACHINA, "myorg/new");

        Ruling ruling = approve(id, ALICE);

        assertThat(ruling.code()).isEqualTo(Ruling.Code.APPROVED);
        assertThat(house.gitHub.mints).isEmpty();
        assertThat(issued(house.grants.collect(MACHINA, id))
                        .request()
                        .decision()
                        .orElseThrow()
                        .byId())
                .isEqualTo("U0ALICE");
    }

    @Test
    @Tag("T-11")
    @Tag("T-18")
    void whoeverIsNoApproverChangesNothingAndIsNamedInTheLog() {
        RequestId id = pending(MACHINA, "myorg/new");

        Ruling ruling = approve(id, STRANGER);

        assertThat(ruling.code()).isEqualTo(Ruling.Code.NOT_APPROVER);
        assertThat(state(id)).isEqualTo(RequestState.PENDING);
        assertThat(newest(id).event().type()).isEqualTo(AuditEvent.Type.DECISION_REFUSED);
        assertThat(newest(id).event().detail()).containsEntry("actor", "U0MALLORY");
    }

    @Test
    @Tag("T-12")
    void theOwnerOfABotCannotApproveItsRequestsOnAnySurface() {
        house.policy(House.POLICY.replace("approvers: [U0ALICE, U0BOB,", "approvers: [U0ALICE, U0BOB, U0OWNER,"));
        RequestId id = pending(MACHINA, "myorg/new");

        for (Surface surface : Surface.values()) {
            assertThat(house.decisions
                            .approve(Target.typed(id.value()), OWNER, surface, false)
                            .code())
                    .isEqualTo(Ruling.Code.SELF_APPROVAL);
        }
        assertThat(state(id)).isEqualTo(RequestState.PENDING);
    }

    @Test
    @Tag("T-12")
    void whereThePolicyAllowsItTheOwnerApprovesAndTheRowSaysSo() {
        RequestId id = pending(SLOP, "myorg/new");

        assertThat(approve(id, ALICE).code()).isEqualTo(Ruling.Code.APPROVED);
        assertThat(newest(id).event().detail()).containsEntry("self_approved", "true");
    }

    @Test
    void theOwnerMayAlwaysSayNo() {
        RequestId id = pending(MACHINA, "myorg/new");

        assertThat(deny(id, OWNER).code()).isEqualTo(Ruling.Code.DENIED);
    }

    @Test
    @Tag("T-14")
    void anApproverRemovedFromThePolicyDecidesNothingMore() {
        RequestId id = pending(MACHINA, "myorg/new");
        house.policy(House.POLICY.replace("approvers: [U0ALICE, U0BOB, S0ONCALL", "approvers: [U0BOB, S0ONCALL"));

        assertThat(approve(id, ALICE).code()).isEqualTo(Ruling.Code.NOT_APPROVER);
    }

    @Test
    @Tag("T-15")
    void notEvenTheAdministratorPassesADeny() {
        RequestId id = pending(MACHINA, "myorg/new");
        house.policy(House.POLICY.replace("      - repo: myorg/infrastructure", "      - repo: myorg/new"));

        Ruling ruling = house.decisions.approve(
                Target.typed(id.value()), botcreds.broker.model.Human.admin(), Surface.API, false);

        assertThat(ruling.code()).isEqualTo(Ruling.Code.POLICY_DENIES);
        assertThat(state(id)).isEqualTo(RequestState.DENIED);
        assertThat(refused(house.grants.collect(MACHINA, id)).code()).isEqualTo(Refusal.Code.POLICY_DENIED);
    }

    @Test
    @Tag("T-16")
    void whoMayApproveOnlyAPartApprovesNothing() {
        RequestId id = pending(MACHINA, "myorg/sensitive-data");

        assertThat(approve(id, BOB).code()).isEqualTo(Ruling.Code.NOT_APPROVER);
    }

    @Test
    @Tag("T-17")
    void theAdministratorsTokenIsNobodyInParticularAndNoSecondVoice() {
        RequestId id = pending(MACHINA, "myorg/sensitive-data");
        approve(id, ALICE);

        Ruling ruling = house.decisions.approve(
                Target.typed(id.value()), botcreds.broker.model.Human.admin(), Surface.API, false);

        assertThat(ruling.code()).isEqualTo(Ruling.Code.NOT_APPROVER);
        assertThat(ruling.text()).contains("different humans");
        assertThat(state(id)).isEqualTo(RequestState.PENDING);
    }

    @Test
    @Tag("T-17")
    void oneHumanCountsOnceOverAllSurfaces() {
        RequestId id = pending(MACHINA, "myorg/sensitive-data");

        assertThat(approve(id, ALICE).code()).isEqualTo(Ruling.Code.VOTED);
        assertThat(house.decisions
                        .approve(Target.typed(id.value()), ALICE, Surface.SLACK_COMMAND, false)
                        .code())
                .isEqualTo(Ruling.Code.VOTED);
        assertThat(state(id)).isEqualTo(RequestState.PENDING);
        assertThat(approve(id, DAVE).code()).isEqualTo(Ruling.Code.APPROVED);
    }

    @Test
    void aDenyEndsAVoteThatHasBegun() {
        RequestId id = pending(MACHINA, "myorg/sensitive-data");
        approve(id, ALICE);

        assertThat(deny(id, DAVE).code()).isEqualTo(Ruling.Code.DENIED);
        assertThat(refused(house.grants.collect(MACHINA, id)).detail())
                .contains("dave")
                .contains("not today");
    }

    @Test
    @Tag("T-19")
    void aClickAfterTheEndDecidesNothing() {
        RequestId id = pending(MACHINA, "myorg/new");
        house.clock.advance(Duration.ofHours(24));

        assertThat(approve(id, ALICE).code()).isEqualTo(Ruling.Code.EXPIRED);
        house.access.reap();
        assertThat(state(id)).isEqualTo(RequestState.EXPIRED);
        assertThat(refused(house.grants.collect(MACHINA, id)).code()).isEqualTo(Refusal.Code.EXPIRED);
    }

    @Test
    @Tag("T-20")
    void ofFiftyApprovalsAtOnceOneWinsAndTheOthersLearnWho() {
        RequestId id = pending(MACHINA, "myorg/new");

        List<Ruling> rulings = IntStream.range(0, 50)
                .parallel()
                .mapToObj(at -> approve(id, at % 2 == 0 ? ALICE : BOB))
                .toList();

        assertThat(rulings).filteredOn(Ruling::accepted).hasSize(1);
        assertThat(rulings)
                .filteredOn(ruling -> !ruling.accepted())
                .allSatisfy(ruling -> assertThat(ruling.text()).containsPattern("already approved by (alice|bob)"));
    }

    @Test
    @Tag("T-21")
    void approveAndDenyAtOnceHaveOneWinnerAndADenyLaterStillWins() {
        RequestId id = pending(MACHINA, "myorg/new");
        approve(id, ALICE);

        assertThat(deny(id, BOB).code()).isEqualTo(Ruling.Code.DENIED);
        assertThat(refused(house.grants.collect(MACHINA, id)).code()).isEqualTo(Refusal.Code.APPROVAL_DENIED);
        assertThat(house.gitHub.mints).isEmpty();
    }

    @Test
    @Tag("T-21")
    void aDenyAfterTheIssueRevokes() {
        RequestId id = pending(MACHINA, "myorg/new");
        approve(id, ALICE);
        issued(house.grants.collect(MACHINA, id));

        assertThat(deny(id, BOB).code()).isEqualTo(Ruling.Code.REVOKED);
        assertThat(refused(house.grants.collect(MACHINA, id)).code()).isEqualTo(Refusal.Code.REVOKED);
        org.awaitility.Awaitility.await()
                .untilAsserted(() -> assertThat(house.gitHub.revoked).hasSize(1));
    }

    @Test
    @Tag("T-09")
    void aClickOnAnotherMessageOrAnOlderRevisionDecidesNothing() {
        RequestId id = pending(MACHINA, "myorg/new");

        Target elsewhere = new Target(id.value(), Optional.of(1), Optional.of(new CardRef("C0OTHER", "1.2")));
        Target older = new Target(id.value(), Optional.of(7), Optional.empty());

        assertThat(house.decisions
                        .approve(elsewhere, ALICE, Surface.SLACK_BUTTON, false)
                        .code())
                .isEqualTo(Ruling.Code.STALE);
        assertThat(house.decisions
                        .approve(older, ALICE, Surface.SLACK_BUTTON, false)
                        .code())
                .isEqualTo(Ruling.Code.STALE);
        assertThat(state(id)).isEqualTo(RequestState.PENDING);
    }

    @Test
    void approveAndRememberWritesTheRuleAndTheNextAskIsAutomatic() throws Exception {
        RequestId id = pending(MACHINA, "myorg/new");

        Ruling ruling = house.decisions.approve(Target.typed(id.value()), ALICE, Surface.SLACK_BUTTON, true);

        assertThat(ruling.text()).contains("Remembered");
        issued(house.grants.collect(MACHINA, id));
        assertThat(Files.readString(house.policyPath)).contains("myorg/new").contains("alice");
        assertThat(issued(house.request(MACHINA, ask("myorg/new", "contents:read")))
                        .request()
                        .decision())
                .isNotPresent();
    }

    @Test
    void whoMayNotRememberApprovesOnceAndIsToldWhy() throws Exception {
        house.policy(House.POLICY + "may_remember: [U0BOB]\n");
        RequestId id = pending(MACHINA, "myorg/new");

        Ruling ruling = house.decisions.approve(Target.typed(id.value()), ALICE, Surface.SLACK_BUTTON, true);

        assertThat(ruling.code()).isEqualTo(Ruling.Code.APPROVED);
        assertThat(ruling.text()).contains("Not remembered").contains("may_remember");
        assertThat(Files.readString(house.policyPath)).doesNotContain("myorg/new");
    }

    private RequestId pending(Caller caller, String repository) {
        return waiting(house.request(caller, ask(repository, "contents:read")))
                .request()
                .id();
    }

    private Ruling approve(RequestId id, botcreds.broker.model.Human human) {
        return house.decisions.approve(Target.typed(id.value()), human, Surface.SLACK_BUTTON, false);
    }

    private Ruling deny(RequestId id, botcreds.broker.model.Human human) {
        return house.decisions.deny(Target.typed(id.value()), human, Surface.SLACK_BUTTON, Optional.of("not today"));
    }

    private RequestState state(RequestId id) {
        return house.store.read(tx -> tx.requests().byId(id)).orElseThrow().state();
    }

    private AuditEvent.Recorded newest(RequestId id) {
        return house.store
                .read(tx -> tx.audit().latest(AuditFilter.newest(1).request(id)))
                .get(0);
    }
}

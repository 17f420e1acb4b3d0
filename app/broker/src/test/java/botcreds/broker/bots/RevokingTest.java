package botcreds.broker.bots;

import static botcreds.broker.access.Asserting.issued;
import static botcreds.broker.access.Asserting.refused;
import static botcreds.broker.access.Asserting.waiting;
import static botcreds.broker.access.House.ALICE;
import static botcreds.broker.access.House.BOB;
import static botcreds.broker.access.House.MACHINA;
import static botcreds.broker.access.House.OWNER;
import static botcreds.broker.access.House.SLOP;
import static botcreds.broker.access.House.STRANGER;
import static botcreds.broker.access.House.ask;
import static botcreds.broker.access.House.session;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import botcreds.broker.access.House;
import botcreds.broker.model.AuditEvent;
import botcreds.broker.model.Human;
import botcreds.broker.model.Repository;
import botcreds.broker.model.RequestId;
import botcreds.broker.model.RequestState;
import botcreds.broker.model.Secret;
import botcreds.broker.model.TokenId;
import botcreds.broker.requests.Answer;
import botcreds.broker.requests.Caller;
import botcreds.broker.requests.Refusal;
import botcreds.broker.requests.Surface;
import botcreds.broker.requests.Target;
import botcreds.broker.store.AuditFilter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RevokingTest {
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
    void aTokenDiesAtGitHubAndItsSessionWithIt() {
        Answer.Issued first =
                issued(house.request(MACHINA, session(Duration.ofHours(8), "myorg/repo-a", "contents:write")));
        house.clock.advance(Duration.ofMinutes(5));
        Answer.Issued second =
                issued(house.grants.refresh(MACHINA, first.request().id()));

        Deed deed = revoke(new Aim.OfToken(second.credential().id()), BOB);

        assertThat(deed.code()).isEqualTo(Deed.Code.DONE);
        assertThat(house.gitHub.revoked)
                .extracting(Secret::reveal)
                .containsExactlyInAnyOrder(
                        first.secret().reveal(), second.secret().reveal());
        assertThat(refused(house.grants.refresh(MACHINA, first.request().id())).code())
                .isEqualTo(Refusal.Code.REVOKED);
        assertThat(revoke(new Aim.OfToken(second.credential().id()), BOB).code())
                .isEqualTo(Deed.Code.NOTHING);
    }

    @Test
    void everythingOfABotEndsAndNothingOfAnother() {
        issued(house.request(MACHINA, ask("myorg/repo-a", "contents:read")));
        issued(house.request(MACHINA, ask("myorg/repo-a", "contents:write")));
        RequestId collectable = approved(MACHINA, "myorg/new");
        RequestId pending = waiting(house.request(MACHINA, ask("myorg/other", "contents:read")))
                .request()
                .id();
        Answer.Issued others = issued(house.grants.collect(SLOP, approved(SLOP, "myorg/new")));

        Deed deed = revoke(new Aim.OfBot(MACHINA.bot()), ALICE);

        assertThat(deed.hits()).hasSize(3);
        assertThat(house.gitHub.revoked).hasSize(2);
        assertThat(refused(house.grants.collect(MACHINA, collectable)).code()).isEqualTo(Refusal.Code.APPROVAL_DENIED);
        assertThat(state(pending)).isEqualTo(RequestState.PENDING);
        issued(house.grants.collect(SLOP, others.request().id()));
    }

    @Test
    void everythingThatReachesARepositoryEndsAlsoASessionBetweenTwoTokens() {
        Answer.Issued session =
                issued(house.request(MACHINA, session(Duration.ofHours(8), "myorg/repo-a", "contents:write")));
        house.clock.advance(Duration.ofMinutes(61));
        house.reap();
        await().until(() -> house.store.read(tx -> tx.credentials().alive().isEmpty()));

        Deed deed = revoke(new Aim.OfRepository(new Repository("MyOrg", "Repo-A")), OWNER);

        assertThat(deed.code()).isEqualTo(Deed.Code.DONE);
        assertThat(refused(house.grants.refresh(MACHINA, session.request().id()))
                        .code())
                .isEqualTo(Refusal.Code.REVOKED);
        assertThat(revoke(new Aim.OfRepository(new Repository("myorg", "elsewhere")), OWNER)
                        .code())
                .isEqualTo(Deed.Code.NOTHING);
    }

    @Test
    @Tag("T-35")
    void whatGitHubHasNotConfirmedIsRetriedAndSaidUntilItIsDead() {
        Answer.Issued token = issued(house.request(MACHINA, ask("myorg/repo-a", "contents:read")));
        house.gitHub.revokes = false;

        Deed deed = revoke(new Aim.OfToken(token.credential().id()), ALICE);

        assertThat(deed.left()).hasSize(1).first().asString().startsWith("REVOKE_PENDING");
        assertThat(refused(house.grants.collect(MACHINA, token.request().id())).code())
                .isEqualTo(Refusal.Code.REVOKED);
        assertThat(revoke(new Aim.OfToken(token.credential().id()), ALICE).left())
                .hasSize(1);
        house.gitHub.revokes = true;
        assertThat(revoke(new Aim.OfToken(token.credential().id()), ALICE).left())
                .isEmpty();
        assertThat(house.gitHub.revoked).hasSize(1);
    }

    @Test
    @Tag("T-35")
    void aRevocationThatGitHubKeepsFromConfirmingIsToldOnce() {
        Answer.Issued token = issued(house.request(MACHINA, ask("myorg/repo-a", "contents:read")));
        house.gitHub.revokes = false;

        for (int tries = 0; tries < 5; tries++) {
            revoke(new Aim.OfToken(token.credential().id()), ALICE);
        }

        List<String> told = house.store.read(tx -> tx.outbox().due(tx.now(), 10)).stream()
                .filter(item -> item.kind().equals("notice"))
                .map(item -> item.body())
                .toList();
        assertThat(told).hasSize(1).first().asString().contains("REVOKE_PENDING");
    }

    @Test
    void aDryRunListsTheSameAndRevokesNothing() {
        issued(house.request(MACHINA, ask("myorg/repo-a", "contents:read")));
        Aim aim = new Aim.OfBot(MACHINA.bot());

        Deed look = house.decisions.overBots().revoking().revoke(aim, ALICE, Surface.API, true);

        assertThat(look.preview()).isTrue();
        assertThat(house.gitHub.revoked).isEmpty();
        assertThat(revoke(aim, ALICE).hits()).isEqualTo(look.hits());
    }

    @Test
    @Tag("T-11")
    void aStrangerRevokesNothingAndIsNamedInTheLog() {
        Answer.Issued token = issued(house.request(MACHINA, ask("myorg/repo-a", "contents:read")));

        assertThat(revoke(new Aim.OfBot(MACHINA.bot()), STRANGER).code()).isEqualTo(Deed.Code.NOT_APPROVER);

        issued(house.grants.collect(MACHINA, token.request().id()));
        AuditEvent refused = house.store
                .read(tx -> tx.audit().latest(AuditFilter.newest(1).event(AuditEvent.Type.DECISION_REFUSED)))
                .get(0)
                .event();
        assertThat(refused.detail()).containsEntry("actor", "U0MALLORY");
    }

    @Test
    void aTokenThatNeverWasIsNotFound() {
        assertThat(revoke(new Aim.OfToken(new TokenId("tok_" + "a".repeat(32))), ALICE)
                        .code())
                .isEqualTo(Deed.Code.NOT_FOUND);
    }

    @Test
    @Tag("T-12")
    @Tag("T-16")
    void approvingAllApprovesEachByItsOwnRulesAndNothingUnseen() {
        RequestId first = waiting(house.request(MACHINA, ask("myorg/one", "contents:read")))
                .request()
                .id();
        waiting(house.request(MACHINA, ask("myorg/sensitive-data", "contents:read")));
        Deed look = house.decisions.approveAll(MACHINA.bot(), List.of(), BOB, Surface.API, true);
        RequestId later = waiting(house.request(MACHINA, ask("myorg/three", "contents:read")))
                .request()
                .id();
        List<Deed.Shown> shown =
                look.hits().stream().map(hit -> hit.request().orElseThrow()).toList();

        Deed deed = house.decisions.approveAll(MACHINA.bot(), shown, BOB, Surface.API, false);

        assertThat(look.hits()).hasSize(1);
        assertThat(look.left()).hasSize(1).first().asString().contains("not an approver");
        assertThat(deed.hits()).isEqualTo(look.hits());
        assertThat(state(first)).isEqualTo(RequestState.APPROVED);
        assertThat(state(later)).isEqualTo(RequestState.PENDING);
        Deed again = house.decisions.approveAll(MACHINA.bot(), shown, BOB, Surface.API, false);
        assertThat(again.code()).isEqualTo(Deed.Code.NOTHING);
        assertThat(again.left()).hasSize(1);
        assertThat(house.decisions
                        .approveAll(MACHINA.bot(), List.of(), STRANGER, Surface.API, false)
                        .code())
                .isEqualTo(Deed.Code.NOT_APPROVER);
    }

    private Deed revoke(Aim aim, Human human) {
        return house.decisions.overBots().revoking().revoke(aim, human, Surface.SLACK_COMMAND, false);
    }

    private RequestId approved(Caller bot, String repository) {
        RequestId id = waiting(house.request(bot, ask(repository, "contents:read")))
                .request()
                .id();
        house.decisions.approve(Target.typed(id.value()), BOB, Surface.API, false);
        return id;
    }

    private RequestState state(RequestId id) {
        return house.store.read(tx -> tx.requests().byId(id)).orElseThrow().state();
    }
}

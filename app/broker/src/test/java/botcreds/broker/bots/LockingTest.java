package botcreds.broker.bots;

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
import static botcreds.broker.access.House.session;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import botcreds.broker.access.House;
import botcreds.broker.model.AuditEvent;
import botcreds.broker.model.BotId;
import botcreds.broker.model.Human;
import botcreds.broker.model.RequestId;
import botcreds.broker.model.RequestState;
import botcreds.broker.model.Secret;
import botcreds.broker.requests.Answer;
import botcreds.broker.requests.Refusal;
import botcreds.broker.requests.Surface;
import botcreds.broker.requests.Target;
import botcreds.broker.store.ApiKeys;
import botcreds.broker.store.AuditFilter;
import botcreds.broker.store.Outbox;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LockingTest {
    private static final BotId BOT = MACHINA.bot();

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
    void afterALockdownNothingOfTheBotLivesAtGitHubAndItGetsNothingMore() {
        Answer.Issued token = issued(house.request(MACHINA, ask("myorg/repo-a", "contents:read")));
        Answer.Issued session =
                issued(house.request(MACHINA, session(Duration.ofHours(8), "myorg/repo-a", "contents:write")));
        RequestId pending = pending("myorg/new");
        RequestId approved = pending("myorg/other");
        house.decisions.approve(Target.typed(approved.value()), ALICE, Surface.API, false);
        Answer.Issued others = issued(approvedSlop());

        Deed deed = lock(BOB);

        assertThat(deed.code()).isEqualTo(Deed.Code.DONE);
        assertThat(deed.left()).noneMatch(left -> left.contains("REVOKE_PENDING"));
        assertThat(house.gitHub.revoked)
                .extracting(Secret::reveal)
                .containsExactlyInAnyOrder(
                        token.secret().reveal(), session.secret().reveal());
        for (RequestId each : List.of(
                pending, approved, token.request().id(), session.request().id())) {
            assertThat(refused(house.grants.collect(MACHINA, each)).code()).isEqualTo(Refusal.Code.BOT_LOCKED);
        }
        assertThat(refused(house.grants.refresh(MACHINA, session.request().id()))
                        .code())
                .isEqualTo(Refusal.Code.BOT_LOCKED);
        assertThat(refused(house.request(MACHINA, ask("myorg/repo-a", "contents:read")))
                        .code())
                .isEqualTo(Refusal.Code.BOT_LOCKED);
        assertThat(state(pending)).isEqualTo(RequestState.DENIED);
        assertThat(state(approved)).isEqualTo(RequestState.DENIED);
        issued(house.grants.collect(SLOP, others.request().id()));
    }

    @Test
    void aLockThatCameAMomentAfterTheLastLookIsSeenBeforeAnythingIsGranted() {
        issued(house.request(MACHINA, ask("myorg/repo-a", "contents:read")));
        lock(ALICE);

        assertThat(refused(house.request(MACHINA, ask("myorg/repo-a", "contents:write")))
                        .code())
                .isEqualTo(Refusal.Code.BOT_LOCKED);

        AuditEvent.Recorded last = house.store
                .read(tx -> tx.audit().latest(AuditFilter.newest(1).bot(BOT)))
                .get(0);
        assertThat(last.event().type()).isEqualTo(AuditEvent.Type.CREDENTIAL_DENIED);
        assertThat(last.event().detail()).containsEntry("rule", "bot_lock");
    }

    @Test
    void aLockOutlivesARestartAndAnotherPolicy() {
        house.close();
        String url = "jdbc:h2:file:" + directory.resolve("database");
        house = new House(directory, url);
        lock(ALICE);
        house.close();

        house = new House(directory, url);
        house.policy(House.POLICY.replace("  slop-bot:", "  other-bot:"));

        assertThat(refused(house.request(MACHINA, ask("myorg/repo-a", "contents:read")))
                        .code())
                .isEqualTo(Refusal.Code.BOT_LOCKED);
    }

    @Test
    void aLockWinsOverATokenThatIsBeingMinted() {
        house.gitHub.meanwhile = () -> lock(ALICE);

        Answer answer = house.request(MACHINA, ask("myorg/repo-a", "contents:read"));

        assertThat(answer).isInstanceOf(Answer.Refused.class);
        assertThat(house.gitHub.mints).hasSize(1);
        assertThat(house.gitHub.revoked).hasSize(1);
    }

    @Test
    void aParkedPollIsAnsweredAtOnce() {
        RequestId id = pending("myorg/new");
        CompletableFuture<Void> parked = house.grants.changed(BOT, id).orElseThrow();

        lock(ALICE);

        assertThat(parked).isCompleted();
        assertThat(refused(house.grants.collect(MACHINA, id)).code()).isEqualTo(Refusal.Code.BOT_LOCKED);
    }

    @Test
    @Tag("T-35")
    void whileGitHubIsAwayTheLockStandsAndWhatMustDieIsShownUntilItIsDead() {
        issued(house.request(MACHINA, ask("myorg/repo-a", "contents:read")));
        house.gitHub.revokes = false;

        Deed deed = lock(ALICE);

        assertThat(deed.code()).isEqualTo(Deed.Code.DONE);
        assertThat(deed.left()).anyMatch(left -> left.startsWith("REVOKE_PENDING"));
        assertThat(view(BOT).revokePending()).isEqualTo(1);
        assertThat(view(BOT).lock().orElseThrow().by()).isEqualTo("alice");

        house.gitHub.revokes = true;
        house.clock.advance(Duration.ofSeconds(5));
        await().untilAsserted(() -> {
            house.reap();
            assertThat(view(BOT).live()).isZero();
        });
    }

    @Test
    @Tag("T-59")
    void keysThatTheBrokerMadeEndAtOnce() {
        house.store.writeNow(tx -> {
            tx.apiKeys().add(new ApiKeys.ApiKey("key_1", BOT, "a".repeat(64), tx.now(), Optional.empty()));
            return true;
        });

        Deed deed = lock(ALICE);

        assertThat(deed.hits())
                .anyMatch(hit -> hit.kind() == Deed.Kind.API_KEY && hit.id().equals("key_1"));
        assertThat(house.store
                        .read(tx -> tx.apiKeys().bySha256("a".repeat(64)))
                        .orElseThrow()
                        .expiresAt())
                .contains(house.clock.instant());
        assertThat(deed.hits()).anyMatch(hit -> hit.id().startsWith("file_"));
        assertThat(house.access.botKeys().byHash("0".repeat(63) + "1")).isEmpty();
        assertThat(deed.left()).anyMatch(left -> left.contains("keys rotate machina-bot"));
    }

    @Test
    void theChannelIsToldWhatTheBotDidInTheLastDay() {
        issued(house.request(MACHINA, ask("myorg/repo-a", "contents:read")));

        lock(ALICE);

        Outbox.Item notice = house.store.read(tx -> tx.outbox().due(tx.now(), 10)).stream()
                .filter(item -> item.kind().equals("notice"))
                .findFirst()
                .orElseThrow();
        assertThat(notice.body())
                .contains("\"channel\":\"C0APPROVALS\"")
                .contains("alice locked machina-bot down: its key leaked")
                .contains("credential_issued 1×")
                .contains("myorg/repo-a");
    }

    @Test
    void aDryRunListsTheSameAndEndsNothing() {
        issued(house.request(MACHINA, ask("myorg/repo-a", "contents:read")));
        pending("myorg/new");

        Deed look = house.decisions.overBots().locking().lockdown(BOT, Optional.empty(), ALICE, Surface.API, true);

        assertThat(look.preview()).isTrue();
        assertThat(house.gitHub.revoked).isEmpty();
        assertThat(view(BOT).lock()).isEmpty();
        assertThat(lock(ALICE).hits()).isEqualTo(look.hits());
    }

    @Test
    @Tag("T-11")
    void whoIsNeitherApproverNorOwnerLocksNothingAndIsNamedInTheLog() {
        assertThat(lock(STRANGER).code()).isEqualTo(Deed.Code.NOT_APPROVER);

        assertThat(view(BOT).lock()).isEmpty();
        AuditEvent newest = house.store
                .read(tx -> tx.audit().latest(AuditFilter.newest(1).bot(BOT)))
                .get(0)
                .event();
        assertThat(newest.type()).isEqualTo(AuditEvent.Type.DECISION_REFUSED);
        assertThat(newest.detail()).containsEntry("actor", "U0MALLORY");
    }

    @Test
    void theOwnerMayLockAndSomeoneElseMustUnlock() {
        assertThat(lock(OWNER).code()).isEqualTo(Deed.Code.DONE);

        assertThat(unlock(OWNER).code()).isEqualTo(Deed.Code.NOT_APPROVER);
        assertThat(unlock(DAVE).code()).isEqualTo(Deed.Code.NOT_APPROVER);
        house.policy(House.POLICY.replace("approvers: [U0ALICE, U0BOB,", "approvers: [U0ALICE, U0BOB, U0OWNER,"));
        assertThat(unlock(OWNER).code()).isEqualTo(Deed.Code.SELF_APPROVAL);
        assertThat(unlock(ALICE).code()).isEqualTo(Deed.Code.DONE);
        assertThat(unlock(ALICE).code()).isEqualTo(Deed.Code.NOTHING);
        issued(house.request(MACHINA, ask("myorg/repo-a", "contents:read")));
    }

    @Test
    void aSlipInTheNameDoesNotLookLikeALock() {
        Deed deed = house.decisions
                .overBots()
                .locking()
                .lockdown(new BotId("machina-bto"), Optional.empty(), ALICE, Surface.API, false);

        assertThat(deed.code()).isEqualTo(Deed.Code.NOT_FOUND);
    }

    private Deed lock(Human human) {
        return house.decisions
                .overBots()
                .locking()
                .lockdown(BOT, Optional.of("its key leaked"), human, Surface.SLACK_COMMAND, false);
    }

    private Deed unlock(Human human) {
        return house.decisions.overBots().locking().unlock(BOT, human, Surface.API, false);
    }

    private BotView view(BotId bot) {
        return house.decisions.overBots().roster().bots().stream()
                .filter(each -> each.bot().equals(bot))
                .findFirst()
                .orElseThrow();
    }

    private RequestId pending(String repository) {
        return waiting(house.request(MACHINA, ask(repository, "contents:read")))
                .request()
                .id();
    }

    private Answer approvedSlop() {
        RequestId id = waiting(house.request(SLOP, ask("myorg/new", "contents:read")))
                .request()
                .id();
        house.decisions.approve(Target.typed(id.value()), BOB, Surface.API, false);
        return house.grants.collect(SLOP, id);
    }

    private RequestState state(RequestId id) {
        return house.store.read(tx -> tx.requests().byId(id)).orElseThrow().state();
    }
}

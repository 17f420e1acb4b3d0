package botcreds.broker.duty;

import static botcreds.broker.access.Asserting.issued;
import static botcreds.broker.access.Asserting.refused;
import static botcreds.broker.access.Asserting.waiting;
import static botcreds.broker.access.House.ALICE;
import static botcreds.broker.access.House.BOB;
import static botcreds.broker.access.House.MACHINA;
import static botcreds.broker.access.House.SLOP;
import static botcreds.broker.access.House.ask;
import static botcreds.broker.access.House.scope;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import botcreds.broker.access.House;
import botcreds.broker.access.MovableClock;
import botcreds.broker.access.PretendGitHub;
import botcreds.broker.access.PretendSlack;
import botcreds.broker.bots.BotKeys;
import botcreds.broker.model.AuditEvent;
import botcreds.broker.model.RequestId;
import botcreds.broker.model.RequestState;
import botcreds.broker.requests.Answer;
import botcreds.broker.requests.Refusal;
import botcreds.broker.requests.Ruling;
import botcreds.broker.requests.Surface;
import botcreds.broker.requests.Target;
import botcreds.broker.store.AuditFilter;
import botcreds.broker.store.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two brokers share a PostgreSQL, a GitHub and a clock. */
class TwoNodesTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir
    Path directory;

    private final MovableClock clock = new MovableClock();
    private final PretendGitHub gitHub = new PretendGitHub(clock);
    private final PretendSlack slack = new PretendSlack();
    private String url = "";
    private House one;
    private House two;

    @BeforeEach
    void open() throws IOException {
        url = Engine.POSTGRESQL.freshUrl();
        one = new House(Files.createDirectory(directory.resolve("one")), url, clock, gitHub);
        two = new House(Files.createDirectory(directory.resolve("two")), url, clock, gitHub);
    }

    @AfterEach
    void close() {
        two.close();
        one.close();
    }

    @Test
    void aDecisionOnOneNodeWakesThePollThatIsParkedOnTheOther() {
        RequestId id = pending(one);
        CompletableFuture<Void> parked = parkedAt(two, id);
        one.decisions.approve(Target.typed(id.value()), ALICE, Surface.API, false);
        await().atMost(PATIENCE).until(parked::isDone);
        assertThat(issued(two.grants.collect(SLOP, id)).secret().reveal())
                .isEqualTo(issued(one.grants.collect(SLOP, id)).secret().reveal());
        assertThat(gitHub.mints).hasSize(1);
    }

    @Test
    void theEndOfARequestOnOneNodeWakesThePollThatIsParkedOnTheOther() {
        RequestId cancelled = pending(one);
        CompletableFuture<Void> parked = parkedAt(two, cancelled);
        one.grants.end(SLOP, cancelled);
        await().atMost(PATIENCE).until(parked::isDone);

        RequestId locked = pending(one);
        CompletableFuture<Void> again = parkedAt(two, locked);
        one.decisions.overBots().locking().lockdown(SLOP.bot(), Optional.empty(), ALICE, Surface.API, false);
        await().atMost(PATIENCE).until(again::isDone);
        assertThat(refused(two.grants.collect(SLOP, locked)).code()).isEqualTo(Refusal.Code.BOT_LOCKED);
    }

    @Test
    void anElevationOnOneNodeWakesWhatWaitsOnTheOther() {
        RequestId id = pending(one);
        CompletableFuture<Void> parked = parkedAt(two, id);
        one.decisions
                .overBots()
                .elevating()
                .elevate(
                        SLOP.bot(),
                        scope("myorg/new", "contents:read"),
                        Duration.ofHours(1),
                        Optional.empty(),
                        BOB,
                        Surface.API,
                        false);
        await().atMost(PATIENCE).until(parked::isDone);
        assertThat(issued(two.grants.collect(SLOP, id)).request().id()).isEqualTo(id);
    }

    @Test
    void aKeyThatOneNodeMadeCountsOnTheOtherAndAnEndedOneDoesNot() {
        String old = "0000000000000000000000000000000000000000000000000000000000000002";
        assertThat(two.access.botKeys().byHash(old)).contains(SLOP.bot());
        BotKeys.Rotated rotated = one.access.botKeys().rotate(SLOP.bot(), ALICE, Surface.API, Duration.ZERO);
        await().atMost(PATIENCE)
                .until(() -> two.access
                        .botKeys()
                        .byHash(rotated.key().sha256())
                        .filter(SLOP.bot()::equals)
                        .isPresent());
        assertThat(two.access.botKeys().byHash(old)).isEmpty();
    }

    @Test
    @Tag("T-20")
    void ofFiftyApprovalsOnTwoNodesAtOnceOneCounts() {
        RequestId id = pending(one);
        CountDownLatch go = new CountDownLatch(1);
        List<CompletableFuture<Ruling>> clicks = IntStream.range(0, 50)
                .mapToObj(each -> CompletableFuture.supplyAsync(() -> {
                    awaited(go);
                    return (each % 2 == 0 ? one : two)
                            .decisions.approve(
                                    Target.typed(id.value()), each % 4 < 2 ? ALICE : BOB, Surface.API, false);
                }))
                .toList();
        go.countDown();
        assertThat(clicks.stream().map(CompletableFuture::join).filter(Ruling::accepted))
                .hasSize(1);
        assertThat(count(AuditEvent.Type.APPROVAL_GRANTED)).isEqualTo(1);
    }

    @Test
    @Tag("T-30")
    void theSameBotOnBothNodesAtOnceGetsOneToken() {
        for (int round = 0; round < 10; round++) {
            RequestId id = pending(round % 2 == 0 ? one : two);
            one.decisions.approve(Target.typed(id.value()), ALICE, Surface.API, false);
            CompletableFuture<Answer> here = CompletableFuture.supplyAsync(() -> one.grants.collect(SLOP, id));
            CompletableFuture<Answer> there = CompletableFuture.supplyAsync(() -> two.grants.collect(SLOP, id));
            CompletableFuture.allOf(here, there).join();
            // Who comes while the other one mints is told to come again.
            assertThat(issued(one.grants.collect(SLOP, id)).secret().reveal())
                    .isEqualTo(issued(two.grants.collect(SLOP, id)).secret().reveal());
        }
        assertThat(gitHub.mints).hasSize(10);
        assertThat(gitHub.revoked).isEmpty();
    }

    @Test
    void theSameAskOnBothNodesIsOneRequestAndSoIsTheSameIdempotencyKey() {
        RequestId id = pending(one);
        assertThat(pending(two)).isEqualTo(id);
        RequestId first = issued(one.grants.request(MACHINA, ask("myorg/repo-a", "issues:write"), Optional.of("a-key")))
                .request()
                .id();
        RequestId second = issued(
                        two.grants.request(MACHINA, ask("myorg/repo-a", "issues:write"), Optional.of("a-key")))
                .request()
                .id();
        assertThat(second).isEqualTo(first);
        assertThat(gitHub.mints).hasSize(1);
    }

    @Test
    void oneNodeTellsSlackAndWhenItStopsTheOtherDoes() {
        one.access.start(slack);
        two.access.start(slack);
        assertThat(one.access.isOnDuty()).isTrue();
        assertThat(two.access.isOnDuty()).isFalse();
        pending(one);
        pending(two, "myorg/another");
        await().atMost(PATIENCE).until(() -> one.access.outboxDepth() == 0);
        assertThat(slack.messages()).isEqualTo(1);
        assertThat(slack.last()).hasSize(2);

        one.access.close();

        await().atMost(PATIENCE).until(two.access::isOnDuty);
        clock.advance(Duration.ofMinutes(2));
        pending(two, "myorg/a-third");
        await().atMost(PATIENCE).until(() -> two.access.outboxDepth() == 0);
        assertThat(slack.messages()).isEqualTo(2);
    }

    @Test
    @Tag("T-29")
    void whatAPausedNodeDidIsNotBookedOnceAnotherHasTakenOver() {
        long[] nanoTime = {0};
        Duty paused = new Duty(one.store, () -> nanoTime[0]);
        Duty other = new Duty(two.store, () -> nanoTime[0]);
        paused.beat();
        long epoch = paused.epoch().orElseThrow();
        // When: it is paused for two leases
        clock.advance(Duty.LEASE.multipliedBy(2));
        other.beat();
        // Then: its own clock went on, and so did the fence
        assertThat(other.isHeld()).isTrue();
        assertThat(paused.book(epoch, tx -> tx.outbox().add("notice", "x", "{}")))
                .isFalse();
        assertThat(one.access.outboxDepth()).isZero();
        nanoTime[0] += Duty.LEASE.multipliedBy(2).toNanos();
        assertThat(paused.isHeld()).isFalse();
        paused.beat();
        assertThat(paused.isHeld()).isFalse();
    }

    @Test
    @Tag("T-29")
    void whatAPausedNodeShowsLateDoesNotStandOverWhatTheOtherHasShown() {
        whatIsShownLateIsShownAnew(() -> {});
    }

    @Test
    @Tag("T-29")
    void norDoesItWhenThePausedNodeHasLostItsConnectionsToo() {
        whatIsShownLateIsShownAnew(() -> Engine.run(
                url,
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                        + " WHERE datname = current_database() AND pid <> pg_backend_pid()"));
    }

    private void whatIsShownLateIsShownAnew(Runnable beforeItGoesOn) {
        one.access.start(slack);
        two.access.start(slack);
        RequestId id = pending(one);
        await().atMost(PATIENCE).until(() -> one.access.outboxDepth() == 0);
        CountDownLatch showing = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        slack.meanwhile = () -> {
            slack.meanwhile = () -> {};
            showing.countDown();
            awaited(goOn);
        };
        one.store.writeNow(tx -> {
            tx.outbox().add("card", id.value(), "");
            return true;
        });
        awaited(showing);
        await().atMost(PATIENCE).until(() -> {
            clock.advance(Duty.LEASE.plusSeconds(1));
            two.beat();
            return two.access.isOnDuty();
        });
        two.decisions.approve(Target.typed(id.value()), ALICE, Surface.API, false);
        await().atMost(PATIENCE).until(() -> two.access.outboxDepth() == 0 && shown() == RequestState.APPROVED);
        int before = slack.seen.size();

        beforeItGoesOn.run();
        goOn.countDown();

        await().atMost(PATIENCE).until(() -> slack.seen.size() > before + 1);
        assertThat(slack.seen.get(before).views().get(0).request().state()).isEqualTo(RequestState.PENDING);
        assertThat(shown()).isEqualTo(RequestState.APPROVED);
    }

    private RequestState shown() {
        return slack.last().get(0).request().state();
    }

    @Test
    @Tag("T-26")
    @Tag("T-29")
    void whatANodeWasMintingWhenItStoppedIsMintedByTheOtherAndItsLateTokenIsRevoked() {
        RequestId id = pending(one);
        one.decisions.approve(Target.typed(id.value()), ALICE, Surface.API, false);
        one.beat();
        two.beat();
        CountDownLatch minting = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        gitHub.meanwhile = () -> {
            gitHub.meanwhile = () -> {};
            minting.countDown();
            awaited(goOn);
        };
        CompletableFuture<Answer> stopped = CompletableFuture.supplyAsync(() -> one.grants.collect(SLOP, id));
        awaited(minting);
        assertThat(waiting(two.grants.collect(SLOP, id)).request().id()).isEqualTo(id);
        CompletableFuture<Void> parked = parkedAt(two, id);

        clock.advance(Duty.LEASE.plusSeconds(1));
        two.beat();
        two.reap();

        await().atMost(PATIENCE).until(parked::isDone);
        String token = issued(two.grants.collect(SLOP, id)).secret().reveal();
        goOn.countDown();
        stopped.join();
        assertThat(issued(one.grants.collect(SLOP, id)).secret().reveal()).isEqualTo(token);
        assertThat(gitHub.mints).hasSize(2);
        assertThat(gitHub.revoked).hasSize(1).noneMatch(dead -> dead.reveal().equals(token));
        assertThat(count(AuditEvent.Type.CREDENTIAL_ISSUED)).isEqualTo(1);
        assertThat(count(AuditEvent.Type.ORPHAN_POSSIBLE)).isEqualTo(1);
        assertThat(count(AuditEvent.Type.MINT_STARTED)).isEqualTo(2);
    }

    private static RequestId pending(House node) {
        return pending(node, "myorg/new");
    }

    private static RequestId pending(House node, String repository) {
        return waiting(node.request(SLOP, ask(repository, "contents:read")))
                .request()
                .id();
    }

    /** As the long poll does: registered first, then looked at. */
    private static CompletableFuture<Void> parkedAt(House node, RequestId id) {
        List<CompletableFuture<Void>> parked = new ArrayList<>();
        // What the other node did before is still on its way, and wakes whoever waits once more than needed.
        await().during(Duration.ofMillis(300)).atMost(PATIENCE).until(() -> {
            if (parked.isEmpty() || parked.get(parked.size() - 1).isDone()) {
                parked.add(node.grants.changed(SLOP.bot(), id).orElseThrow());
                return false;
            }
            return true;
        });
        waiting(node.grants.collect(SLOP, id));
        return parked.get(parked.size() - 1);
    }

    private long count(AuditEvent.Type type) {
        return one.store
                .<List<AuditEvent.Recorded>>read(tx ->
                        tx.audit().latest(AuditFilter.newest(AuditFilter.MOST).event(type)))
                .size();
    }

    private static void awaited(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }
}

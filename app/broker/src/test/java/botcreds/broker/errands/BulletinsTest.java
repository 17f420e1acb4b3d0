package botcreds.broker.errands;

import static botcreds.broker.access.Asserting.waiting;
import static botcreds.broker.access.House.ALICE;
import static botcreds.broker.access.House.SLOP;
import static botcreds.broker.access.House.ask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import botcreds.broker.access.Asserting;
import botcreds.broker.access.House;
import botcreds.broker.access.PretendSlack;
import botcreds.broker.model.RequestId;
import botcreds.broker.requests.CardRef;
import botcreds.broker.requests.RequestView;
import botcreds.broker.requests.Surface;
import botcreds.broker.requests.Target;
import botcreds.broker.store.Notifications;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BulletinsTest {
    private static final String INSTEAD = """
            notify:
              waiting: [slack, {mail: oncall@example.com}]
              notice: [slack, {mail: ops@example.com}]
            """;

    private static final String BESIDES = """
            notify:
              waiting: [{mail: oncall@example.com}]
              denied: [{webhook: "https://siem.example/hook"}]
            """;

    @TempDir
    Path directory;

    private House house;
    private final PretendSlack taking = new PretendSlack();
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final List<Bulletin> bulletins = new CopyOnWriteArrayList<>();
    private volatile Announcer.Delivery slack = new Announcer.Later(Duration.ofMillis(1), "Slack: unreachable", true);
    private volatile boolean slackWorks;
    private volatile BotCall.Outcome mailServer = new BotCall.Taken();

    /** Does what the fields say, until it works again. */
    private final Announcer announcer = new Announcer() {
        @Override
        public Delivery show(List<RequestView> views, Optional<CardRef> card) {
            return slackWorks ? taking.show(views, card) : slack;
        }

        @Override
        public boolean fits(List<RequestView> views) {
            return true;
        }

        @Override
        public Delivery tell(Notice notice) {
            return slackWorks ? taking.tell(notice) : slack;
        }

        @Override
        public Delivery reply(Reply reply, CardRef card) {
            return slackWorks ? taking.reply(reply, card) : slack;
        }
    };

    private BotCall.Outcome mail(String address, Bulletin bulletin) {
        bulletins.add(bulletin);
        told.add(address + " " + bulletin.event());
        return mailServer;
    }

    private BotCall.Outcome call(String id, String url, String body) {
        told.add(url + " " + id + " " + body);
        return new BotCall.Taken();
    }

    @BeforeEach
    void open() {
        house = new House(directory);
    }

    @AfterEach
    void close() {
        house.close();
    }

    private void start(String notify) {
        house.policy(House.POLICY + notify);
        house.access.start(announcer);
        house.access.callOut(this::call, this::mail);
    }

    private RequestId pending(String repository) {
        return waiting(house.request(SLOP, ask(repository, "contents:read")))
                .request()
                .id();
    }

    private void awaitAFailedAttempt() {
        await().until(() -> house.store.read(tx -> tx.outbox().due(tx.now().plusSeconds(3600), 9)).stream()
                .anyMatch(item -> item.attempts() > 0));
    }

    /** Until they are booked, not only made: the clock would else run ahead of when they are to be tried again. */
    private void awaitFailedMails(int mails) {
        await().until(() ->
                house.store.read(tx -> tx.notifications().due(tx.now().plusSeconds(60), 9)).stream()
                                .filter(item -> item.attempts() > 0)
                                .count()
                        == mails);
    }

    @Test
    @Tag("T-85")
    void whenSlackIsAwayForTwoMinutesTheMailTakesOverOnceAndSlackCatchesUp() {
        start(INSTEAD);
        RequestId id = pending("myorg/new");
        awaitAFailedAttempt();
        house.clock.advance(Duration.ofSeconds(119));
        assertThat(told).isEmpty();
        house.clock.advance(Duration.ofSeconds(2));

        await().until(() -> !told.isEmpty());
        assertThat(told).containsExactly("oncall@example.com waiting");
        String shortId =
                house.decisions.find(id.value()).orElseThrow().request().shortId();
        assertThat(bulletins.get(0).instead())
                .startsWith("Slack could not be reached since 2026-11-23 10:00 UTC; decide with `botcreds approve "
                        + shortId + "`");

        // Another one while it is away waits no two minutes of its own, and a change of the first is not told again.
        pending("myorg/second");
        await().until(() -> told.size() == 2);
        slackWorks = true;
        house.clock.advance(Duration.ofMinutes(1));
        await().until(() -> house.access.outboxDepth() == 0);
        assertThat(taking.last()).hasSize(2);
        assertThat(told).hasSize(2);
    }

    @Test
    @Tag("T-85")
    void whatSlackTakesInTimeIsNotMailed() {
        start(INSTEAD);
        pending("myorg/new");
        awaitAFailedAttempt();
        slackWorks = true;
        house.clock.advance(Duration.ofSeconds(60));
        await().until(() -> house.access.outboxDepth() == 0);
        await().until(() ->
                house.store.read(tx -> tx.notifications().keptBack(9)).isEmpty());
        house.clock.advance(Duration.ofHours(1));

        pending("myorg/second");
        await().until(() -> house.store.read(tx -> tx.notifications().fresh(9)).isEmpty()
                && house.store.read(tx -> tx.notifications().keptBack(9)).isEmpty());
        assertThat(told).isEmpty();
    }

    @Test
    void whatSlackRefusesForGoodGoesToTheNextWayAtOnce() {
        slack = new Announcer.Never("Slack: token_revoked; SLACK_BOT_TOKEN was revoked: install the app again");
        start(INSTEAD);
        pending("myorg/new");

        await().until(() -> !bulletins.isEmpty());
        assertThat(bulletins.get(0).instead()).contains("Slack did not take this (Slack: token_revoked");
    }

    @Test
    @Tag("T-85")
    void anAlertIsMailedInSlacksPlaceToo() {
        start(INSTEAD);
        house.store.writeNow(tx -> {
            house.access.alerts().raise(tx, "Something is odd", "Look at it.");
            return true;
        });
        awaitAFailedAttempt();
        house.clock.advance(Duration.ofMinutes(2));

        await().until(() -> !told.isEmpty());
        assertThat(told).containsExactly("ops@example.com notice");
        assertThat(bulletins.get(0).headline()).isEqualTo("Something is odd");
        assertThat(bulletins.get(0).instead()).isEqualTo("Slack could not be reached since 2026-11-23 10:00 UTC.");
    }

    @Test
    @Tag("T-85")
    void theAbsenceIsAsOldAfterARestart() {
        house.close();
        String url = "jdbc:h2:file:" + directory.resolve("broker");
        house = new House(directory, url);
        start(INSTEAD);
        pending("myorg/new");
        awaitAFailedAttempt();
        house.close();

        house = new House(directory, url);
        house.clock.advance(Duration.ofMinutes(3));
        start(INSTEAD);

        await().until(() -> !told.isEmpty());
        assertThat(told).containsExactly("oncall@example.com waiting");
    }

    @Test
    void whoIsAlwaysToldHearsOfItWhileSlackWorksAndOfEachEventByItself() {
        slackWorks = true;
        start(BESIDES);
        RequestId id = pending("myorg/new");
        await().until(() -> told.contains("oncall@example.com waiting"));
        assertThat(bulletins.get(0).instead()).isEmpty();

        house.decisions.deny(Target.typed(id.value()), ALICE, Surface.API, Optional.of("not today"));

        await().until(() -> told.size() == 2);
        assertThat(told.get(1))
                .startsWith(
                        "https://siem.example/hook notification." + id + ".denied {\"type\":\"notification.denied\"")
                .contains("\"state\":\"DENIED\"", "not today", "alice (U0ALICE)");
    }

    @Test
    void whatIsApprovedByThePolicyTellsNobody() {
        slackWorks = true;
        start("notify: {issued: [{mail: a@example.com}], approved: [{mail: a@example.com}]}\n");
        Asserting.issued(house.request(House.MACHINA, ask("myorg/repo-a", "contents:read")));

        assertThat(house.store.<List<Notifications.Item>>read(
                        tx -> tx.notifications().fresh(9)))
                .isEmpty();
        assertThat(told).isEmpty();
    }

    @Test
    @Tag("T-85")
    void aMailServerThatIsDownHoldsUpNothingAndLosesNothing() {
        slackWorks = true;
        mailServer = BotCall.NotNow.away("mail server: refused");
        start(BESIDES);
        RequestId id = pending("myorg/new");
        awaitFailedMails(1);
        RequestId second = pending("myorg/second");
        awaitFailedMails(2);
        house.decisions.approve(Target.typed(second.value()), ALICE, Surface.API, false);

        mailServer = new BotCall.Taken();
        int before = told.size();
        house.clock.advance(Duration.ofMinutes(6));
        await().until(() -> told.size() > before);
        assertThat(bulletins.get(bulletins.size() - 1).id()).isEqualTo("notification." + id + ".waiting");
        await().until(() -> house.store
                .read(tx -> tx.notifications().due(tx.now().plusSeconds(3600), 9))
                .isEmpty());
    }

    @Test
    void nobodyIsAskedByAMailThatComesAfterTheDecision() {
        slackWorks = true;
        mailServer = BotCall.NotNow.away("mail server: refused");
        start(BESIDES);
        RequestId id = pending("myorg/new");
        awaitFailedMails(1);
        house.decisions.approve(Target.typed(id.value()), ALICE, Surface.API, false);
        mailServer = new BotCall.Taken();
        house.clock.advance(Duration.ofMinutes(6));

        await().until(() -> house.store
                .read(tx -> tx.notifications().due(tx.now().plusSeconds(3600), 9))
                .isEmpty());
        assertThat(told).hasSize(1);
    }
}

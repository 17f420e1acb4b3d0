package botcreds.broker.access;

import static botcreds.broker.access.Asserting.waiting;
import static botcreds.broker.access.House.ALICE;
import static botcreds.broker.access.House.DAVE;
import static botcreds.broker.access.House.MACHINA;
import static botcreds.broker.access.House.SLOP;
import static botcreds.broker.access.House.ask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import botcreds.broker.model.AccessRequest;
import botcreds.broker.requests.Caller;
import botcreds.broker.requests.Surface;
import botcreds.broker.requests.Target;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The clock starts at a fixed time of day; the policies name quiet hours around it. */
class NudgingTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    private final PretendSlack slack = new PretendSlack();

    @TempDir
    Path directory;

    private House house;

    @BeforeEach
    void open() {
        house = new House(directory, "jdbc:h2:file:" + directory.resolve("botcreds"));
        house.access.start(slack);
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void atHalfOfTheTimeTheApproversAreRemindedOnceAndNobodyElse() {
        AccessRequest request = pending(MACHINA, "myorg/new");
        after(Duration.ofHours(12).minusSeconds(1));
        assertThat(slack.repliesWith("still waits")).isEmpty();

        after(Duration.ofSeconds(1));
        assertThat(slack.repliesWith("#" + request.shortId() + ": still waits for a decision, 12 hours are left"))
                .singleElement()
                .satisfies(reply -> assertThat(reply.mentions()).containsExactly("U0ALICE", "U0BOB", "S0ONCALL"));

        after(Duration.ofHours(6));
        assertThat(slack.repliesWith("still waits")).hasSize(1);
    }

    @Test
    void aRestartForgetsNoReminderAndRepeatsNone() {
        pending(MACHINA, "myorg/new");
        restart();
        after(Duration.ofHours(12));
        assertThat(slack.repliesWith("still waits")).hasSize(1);

        restart();
        after(Duration.ofHours(1));
        assertThat(slack.repliesWith("still waits")).hasSize(1);
    }

    @Test
    void whatIsDecidedOrOverIsNotRemindedOf() {
        AccessRequest approved = pending(MACHINA, "myorg/new");
        AccessRequest cancelled = pending(SLOP, "myorg/other");
        house.decisions.approve(Target.typed(approved.id().value()), ALICE, Surface.API, false);
        house.grants.end(SLOP, cancelled.id());

        after(Duration.ofHours(13));

        assertThat(slack.repliesWith("still waits")).isEmpty();
    }

    @Test
    void whoOwnsTheBotAndWhoHasSaidYesIsNotMentioned() {
        house.policy(House.POLICY
                .replace("owner: U0OWNER", "owner: U0ALICE")
                .replace("[U0ALICE, U0DAVE]", "[U0ALICE, U0DAVE, U0BOB]"));
        AccessRequest request = pending(MACHINA, "myorg/sensitive-a");
        house.decisions.approve(Target.typed(request.id().value()), DAVE, Surface.API, false);

        after(Duration.ofHours(12));

        assertThat(slack.repliesWith("still waits"))
                .singleElement()
                .satisfies(reply -> assertThat(reply.mentions()).containsExactly("U0BOB"));
    }

    @Test
    void inQuietHoursCardsAreShownButRemindersWaitForTheirEnd() {
        int hour = house.clock.instant().atZone(java.time.ZoneOffset.UTC).getHour();
        String from = "%02d:00".formatted((hour + 11) % 24);
        String to = "%02d:00".formatted((hour + 15) % 24);
        house.policy(House.POLICY + "quiet_hours: {from: \"" + from + "\", to: \"" + to + "\", zone: UTC}\n");
        pending(MACHINA, "myorg/new");
        after(Duration.ofHours(12));
        assertThat(slack.repliesWith("still waits")).isEmpty();
        pending(SLOP, "myorg/other");
        after(Duration.ofMinutes(1));
        assertThat(slack.messages()).isEqualTo(2);

        after(Duration.ofHours(3));

        assertThat(slack.repliesWith("still waits")).hasSize(1);
    }

    @Test
    @Tag("T-70")
    void whatOneBotAskedTogetherIsOneReminder() {
        AccessRequest one = pending(MACHINA, "myorg/one");
        AccessRequest two = pending(MACHINA, "myorg/two");

        after(Duration.ofHours(12));

        assertThat(slack.repliesWith("still wait"))
                .singleElement()
                .satisfies(reply -> assertThat(reply.headline())
                        .contains("#" + one.shortId())
                        .contains("#" + two.shortId()));
    }

    private AccessRequest pending(Caller bot, String repository) {
        AccessRequest request =
                waiting(house.request(bot, ask(repository, "contents:read"))).request();
        settled();
        return request;
    }

    private void after(Duration span) {
        house.clock.advance(span);
        house.access.reap();
        settled();
    }

    private void settled() {
        await().atMost(SOON).until(() -> house.access.outboxDepth() == 0);
    }

    private void restart() {
        java.time.Instant now = house.clock.instant();
        house.close();
        open();
        house.clock.advance(Duration.between(house.clock.instant(), now));
    }
}

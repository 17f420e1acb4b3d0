package botcreds.broker.slack;

import static org.assertj.core.api.Assertions.assertThat;

import botcreds.broker.errands.Announcer.Delivered;
import botcreds.broker.errands.Announcer.Delivery;
import botcreds.broker.errands.Announcer.Later;
import botcreds.broker.errands.Announcer.Never;
import botcreds.broker.errands.Announcer.Notice;
import botcreds.broker.errands.Announcer.Reply;
import botcreds.broker.model.RequestState;
import botcreds.broker.model.Secret;
import botcreds.broker.requests.CardRef;
import botcreds.sandbox.slack.Fault;
import botcreds.sandbox.slack.Options;
import botcreds.sandbox.slack.SandboxSlack;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class SlackAnnouncerTest {
    private final SandboxSlack slack = SandboxSlack.start(Options.defaults());
    private final WebApi api = new WebApi(new SlackSettings(
            Secret.of(slack.options().botToken()),
            Optional.of(Secret.of(slack.options().signingSecret())),
            Optional.empty(),
            slack.apiUrl()));
    private final SlackAnnouncer announcer =
            new SlackAnnouncer(api, new Channels(api, Clock.systemUTC()), new Workspace(api));

    @AfterEach
    void close() {
        api.close();
        slack.close();
    }

    @Test
    void aCardIsPostedOnceAndThenUpdatedInPlace() {
        CardRef card = delivered(announcer.show(List.of(Shown.in(RequestState.PENDING)), Optional.empty()));
        assertThat(card.channel()).isEqualTo(Options.APPROVALS);

        assertThat(delivered(announcer.show(List.of(Shown.in(RequestState.DENIED)), Optional.of(card))))
                .isEqualTo(card);

        assertThat(slack.messages()).hasSize(1);
        assertThat(slack.messages().get(0).blocks().toString()).contains("❌ Denied");
    }

    @Test
    void aDeletedCardIsPostedAnewWhileSomebodyMayNeedIt() {
        CardRef gone = new CardRef(Options.APPROVALS, "1600000000.000100");
        assertThat(delivered(announcer.show(List.of(Shown.in(RequestState.PENDING)), Optional.of(gone))))
                .isNotEqualTo(gone);
        assertThat(announcer.show(List.of(Shown.in(RequestState.DENIED)), Optional.of(gone)))
                .isInstanceOf(Never.class);
    }

    @Test
    @Tag("T-85")
    void aSlackThatIsDownOrBusyIsAskedAgainLater() {
        slack.faults().down();
        assertThat(announcer.show(List.of(Shown.in(RequestState.PENDING)), Optional.empty()))
                .isInstanceOf(Later.class);
        slack.faults().clear();
        slack.faults().next(1, Fault.rateLimited(17));
        assertThat(announcer.tell(notice("hello")))
                .isInstanceOfSatisfying(
                        Later.class, later -> assertThat(later.after()).isEqualTo(Duration.ofSeconds(17)));
    }

    @Test
    void noCardGoesIntoAChannelThatIsSharedWithOthers() {
        assertThat(announcer.tell(new Notice(Options.SHARED, "hello", "")))
                .isInstanceOfSatisfying(
                        Never.class, never -> assertThat(never.why()).contains("shared with another organization"));
        assertThat(slack.messages()).isEmpty();
    }

    @Test
    void whatCanNeverArriveSaysWhatToDo() {
        assertThat(announcer.tell(new Notice("C0NOSUCH", "hello", "")))
                .isInstanceOfSatisfying(
                        Never.class, never -> assertThat(never.why()).contains("/invite"));
        assertThat(announcer.tell(new Notice(Options.ARCHIVED, "hello", ""))).isInstanceOf(Never.class);
    }

    @Test
    void aReplyIsPlainTextInTheThreadOfItsCard() {
        CardRef card = delivered(announcer.show(List.of(Shown.in(RequestState.PENDING)), Optional.empty()));
        announcer.reply(new Reply("<!channel> *look*", Optional.of(Options.BOB), "detail", List.of()), card);
        assertThat(slack.messages()).hasSize(2);
        assertThat(slack.messages().get(1).threadTs()).contains(card.timestamp());
        assertThat(slack.messages().get(1).blocks().findValuesAsText("type"))
                .doesNotContain("mrkdwn")
                .contains("user");
        assertThat(slack.messages().get(1).text()).isEqualTo("&lt;!channel&gt; *look* by <@U012BOB>");
    }

    @Test
    void aReminderMentionsThoseItIsForAndNobodyElse() {
        CardRef card = delivered(announcer.show(List.of(Shown.in(RequestState.PENDING)), Optional.empty()));
        announcer.reply(
                new Reply("<@U012CAROL> waits", Optional.empty(), "", List.of(Options.ALICE, Options.ONCALL)), card);
        assertThat(slack.messages().get(1).text())
                .isEqualTo("<@U012ALICE> <!subteam^S0ONCALL> &lt;@U012CAROL&gt; waits");
    }

    @Test
    @Tag("T-10")
    void anAnswerGoesToSlackOrNowhere() {
        assertThat(api.isResponseUrl(slack.origin() + "/actions/x")).isTrue();
        assertThat(api.isResponseUrl("https://hooks.slack.com/actions/x")).isTrue();
        assertThat(api.isResponseUrl("https://hooks.slack.com.evil.example/x")).isFalse();
        assertThat(api.isResponseUrl("http://hooks.slack.com/actions/x")).isFalse();
        assertThat(api.isResponseUrl(slack.origin() + ".evil.example/x")).isFalse();
        assertThat(api.isResponseUrl("https://slack.com@evil.example/")).isFalse();
        assertThat(api.isResponseUrl("")).isFalse();
    }

    private static Notice notice(String headline) {
        return new Notice(Options.APPROVALS, headline, "detail");
    }

    private static CardRef delivered(Delivery delivery) {
        assertThat(delivery).isInstanceOf(Delivered.class);
        return ((Delivered) delivery).where();
    }
}

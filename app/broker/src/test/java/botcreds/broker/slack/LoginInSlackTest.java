package botcreds.broker.slack;

import static botcreds.sandbox.slack.Options.ALICE;
import static botcreds.sandbox.slack.Options.APPROVALS;
import static botcreds.sandbox.slack.Options.BOB;
import static botcreds.sandbox.slack.Options.GUEST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import botcreds.broker.logins.Logins;
import botcreds.broker.logins.SignIn;
import botcreds.sandbox.slack.Message;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code /botcreds login CODE}: the question, its buttons, and who may answer. */
class LoginInSlackTest {
    private Desk desk;

    @BeforeEach
    void open(@TempDir Path directory) {
        desk = new Desk(directory);
    }

    @AfterEach
    void close() throws Exception {
        desk.close();
    }

    @Test
    @Tag("T-94")
    void aLinkToTheDashboardIsForOnePairOfEyesAndOnlyForWhoMaySee() {
        assertThat(say(ALICE, "dashboard")).contains("This broker has no dashboard");
        desk.house.access.browsers().openAt(() -> URI.create("https://botcreds.example.com"));
        assertThat(say(ALICE, "dashboard"))
                .containsPattern("<https://botcreds\\.example\\.com/sign-in/bcl_[0-9A-Za-z]{49}\\|Open the dashboard>")
                .contains("give it to nobody");
        assertThat(say(GUEST, "dashboard")).doesNotContain("bcl_");
        assertThat(desk.slack.messages())
                .filteredOn(message -> message.onlyFor().isEmpty())
                .noneMatch(message -> message.blocks().toString().contains("bcl_"));
    }

    @Test
    void theQuestionNamesHostAddressAndTimeAndAYesSignsIn() {
        Logins.Begun begun = begin("laptop <@U012BOB>");
        Message question = question(ALICE, begun);
        assertThat(question.blocks().toString())
                .contains("<@U012ALICE>")
                .contains("`laptop &lt;@U012BOB&gt;`")
                .contains("not checked")
                .contains("`192.0.2.7`")
                .contains("Only if you started this yourself")
                .doesNotContain(begun.deviceCode().reveal());
        assertThat(question.text()).doesNotContain(begun.userCode());

        desk.slack.click(ALICE, question.ts(), "login_yes");

        Message after = desk.slack.awaitMessage(
                message -> message.ts().equals(question.ts())
                        && message.blocks().toString().contains("acts as you"),
                Desk.SOON);
        assertThat(after.offers("login_yes")).isFalse();
        SignIn.Token token = collect(begun).token().orElseThrow();
        assertThat(token.humanId()).isEqualTo(ALICE);
        assertThat(desk.edge.member(token.humanId()).orElseThrow().id()).isEqualTo(ALICE);
    }

    @Test
    void aNoIsFinalAndSaysWhatItMayMean() {
        Logins.Begun begun = begin("laptop");
        Message question = question(ALICE, begun);
        desk.slack.click(ALICE, question.ts(), "login_no");
        desk.slack.awaitMessage(message -> message.blocks().toString().contains("tried to act as you"), Desk.SOON);
        assertThat(collect(begun).code()).isEqualTo(SignIn.Code.DECLINED);
    }

    @Test
    @Tag("T-11")
    void nobodyElseSeesTheQuestionAndGuestsGetNone() {
        Logins.Begun begun = begin("laptop");
        Message question = question(ALICE, begun);
        assertThat(question.onlyFor()).contains(ALICE);
        assertThatThrownBy(() -> desk.slack.click(BOB, question.ts(), "login_yes"))
                .hasMessageContaining("sees no message");
        assertThat(say(BOB, "login " + begun.userCode())).contains("Somebody else has typed");
        assertThat(say(GUEST, "login " + begin("laptop").userCode())).contains("Only full members");
        assertThat(collect(begun).code()).isEqualTo(SignIn.Code.PENDING);
    }

    @Test
    @Tag("T-09")
    void aClickThatIsNotExactlyOursSignsNobodyIn() {
        Logins.Begun begun = begin("laptop");
        Message question = question(ALICE, begun);
        String id = question.blocks().findValuesAsText("value").get(0);
        click(ALICE, "login_yes", "login:" + id, id + "0");
        click(ALICE, "login_yes", "pending:" + id, id);
        click(BOB, "login_yes", "login:" + id, id);
        assertThat(collect(begun).code()).isEqualTo(SignIn.Code.PENDING);
    }

    @Test
    void aMissingOrWrongCodeIsExplained() {
        assertThat(say(ALICE, "login")).contains("Which code?");
        assertThat(say(ALICE, "login hello")).contains("eight letters");
        assertThat(say(ALICE, "login BBBB-BBBB")).contains("No terminal waits");
        assertThat(say(ALICE, "logout")).contains("not signed in from any terminal or browser");
    }

    /** A click as Slack would sign it, whatever it says. */
    private void click(String user, String action, String block, String value) {
        ObjectNode click = BlockKit.object().put("type", "block_actions");
        click.put("api_app_id", desk.slack.options().appId()).put("trigger_id", "1.2.x");
        click.putObject("team").put("id", desk.slack.options().teamId());
        click.putObject("user")
                .put("id", user)
                .put("team_id", desk.slack.options().teamId());
        click.putObject("container")
                .put("type", "message")
                .put("message_ts", "1.2")
                .put("channel_id", APPROVALS);
        click.putArray("actions")
                .addObject()
                .put("type", "button")
                .put("action_id", action)
                .put("block_id", block)
                .put("value", value);
        String body = "payload=" + URLEncoder.encode(click.toString(), StandardCharsets.UTF_8);
        long now = desk.house.clock.instant().getEpochSecond();
        assertThat(desk.slack.signed(body, now).status()).isEqualTo(200);
    }

    private Logins.Begun begin(String host) {
        return desk.house.access.logins().begin(host, "alice", "192.0.2.7").orElseThrow();
    }

    private SignIn collect(Logins.Begun begun) {
        return desk.house.access.logins().collect(begun.deviceCode(), "192.0.2.7");
    }

    private Message question(String user, Logins.Begun begun) {
        say(user, "login " + begun.userCode());
        return desk.slack.awaitMessage(message -> message.offers("login_yes"), Desk.SOON);
    }

    private String say(String user, String text) {
        return desk.slack.command(user, APPROVALS, "/botcreds", text).body();
    }
}

package botcreds.sandbox.slack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import botcreds.sandbox.browser.Browser;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page as a person uses it. Pictures of it are left in {@code target/screenshots}. */
class PageInABrowserTest {

    private static final Path PICTURES = Path.of("target", "screenshots");
    private static final String ESCAPE = "\uE00C";
    private static final String ENTER = "\uE007";

    @TempDir
    Path profile;

    private SandboxSlack slack;
    private TestBroker broker;
    private WebApi api;
    private Browser browser;

    @BeforeEach
    void start() throws Exception {
        broker = new TestBroker();
        slack = SandboxSlack.start(Options.defaults().withEventsUrl(broker.url()));
        api = new WebApi(slack);
    }

    @AfterEach
    void stop() throws Exception {
        if (browser != null) {
            browser.close();
        }
        slack.close();
        broker.close();
    }

    @Test
    void aClickReachesTheBrokerAndTheUpdatedMessageLosesItsButtons() throws Exception {
        openPage(false);
        String ts = api.postCard(Options.APPROVALS);
        browser.click("[data-action=approve]");
        browser.awaitTrue("document.querySelector('[data-action=approve]').getAttribute('aria-busy') === 'false'");
        assertThat(broker.last().payload().at("/actions/0/action_id").asText()).isEqualTo("approve");
        api.call("chat.update", "channel", Options.APPROVALS, "ts", ts, "text", "done", "blocks", Samples.RECEIPT);
        browser.awaitText("Approved by @Bob Builder");
        browser.awaitTrue("!document.querySelector('[data-action=approve]')");
    }

    @Test
    void rememberAsksFirstAndCancelSendsNothing() throws Exception {
        openPage(false);
        api.postCard(Options.APPROVALS);
        browser.click("[data-action=remember]");
        browser.awaitText("until you remove the rule");
        browser.screenshot(PICTURES.resolve("confirm.png"));
        browser.press(ESCAPE);
        browser.awaitTrue("!document.getElementById('confirm').open");
        assertThat(broker.received()).isEmpty();
        browser.click("[data-action=remember]");
        browser.click("#confirm .primary");
        browser.awaitTrue("document.querySelector('[data-action=remember]').getAttribute('aria-busy') === 'false'");
        assertThat(broker.last().payload().at("/actions/0/action_id").asText()).isEqualTo("remember");
    }

    @Test
    void denyOpensTheModalAndSubmitsWhatWasTyped() throws Exception {
        broker.answers(request -> {
            if (request.payload().path("type").asText().equals("block_actions")) {
                openDenyModal(request.payload().path("trigger_id").asText());
            }
            return "";
        });
        openPage(false);
        api.postCard(Options.APPROVALS);
        browser.click("[data-action=deny]");
        browser.type("#modal textarea", "Use the mirror");
        browser.screenshot(PICTURES.resolve("modal.png"));
        browser.click("#modal [type=submit]");
        browser.awaitTrue("!document.getElementById('modal').open");
        assertThat(broker.last()
                        .payload()
                        .at("/view/state/values/why/reason/value")
                        .asText())
                .isEqualTo("Use the mirror");
    }

    @Test
    void boxesMenusAndDatesAreSentAsTheyWereLeft() throws Exception {
        broker.answers(request -> {
            if (request.payload().path("type").asText().equals("block_actions")) {
                open(request.payload().path("trigger_id").asText(), Samples.TERMS_MODAL);
            }
            return "";
        });
        openPage(false);
        api.postCard(Options.APPROVALS);
        browser.click("[data-action=deny]");
        browser.click("#modal [value='0']");
        browser.click("#modal [value='1']");
        browser.script("document.querySelector('#modal [name=level]').value = 'read';"
                + " document.querySelector('#modal [name=until]').value = '2026-12-24'");
        browser.screenshot(PICTURES.resolve("terms.png"));
        browser.click("#modal [type=submit]");
        browser.awaitTrue("!document.getElementById('modal').open");
        var values = broker.last().payload().at("/view/state/values");
        assertThat(values.at("/repos/repos/selected_options")).isEmpty();
        assertThat(values.at("/level/level/selected_option/value").asText()).isEqualTo("read");
        assertThat(values.at("/until/until/selected_date").asText()).isEqualTo("2026-12-24");
    }

    @Test
    void aLongThreadIsOpenedOnAClickAndStaysOpen() throws Exception {
        openPage(false);
        String ts = api.postCard(Options.APPROVALS);
        for (String text : new String[] {"first reply", "second reply"}) {
            api.call("chat.postMessage", "channel", Options.APPROVALS, "text", text, "thread_ts", ts);
        }
        browser.awaitText("2 replies");
        browser.awaitTrue("!document.querySelector('.thread').open");
        browser.click(".thread > summary");
        browser.awaitText("second reply");
        api.call("chat.postMessage", "channel", Options.APPROVALS, "text", "third reply", "thread_ts", ts);
        browser.awaitText("third reply");
    }

    private void openDenyModal(String trigger) {
        open(trigger, Samples.DENY_MODAL);
    }

    private void open(String trigger, String modal) {
        try {
            api.call("views.open", "trigger_id", trigger, "view", modal);
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    @Test
    void anEphemeralAnswerToACommandIsSeenByOnePersonOnly() throws Exception {
        broker.answers(request -> "{\"text\":\"Nothing is waiting for you.\"}");
        openPage(false);
        browser.type("#composer-text", "/botcreds pending" + ENTER);
        browser.awaitText("Only visible to you");
        browser.script("const me = document.getElementById('me'); me.value = 'U012BOB';"
                + " me.dispatchEvent(new Event('change'))");
        browser.awaitTrue("!document.body.innerText.includes('Only visible to you')");
    }

    @Test
    void whatABotWroteStaysText() throws Exception {
        openPage(false);
        String evil = "<img src=x onerror=\"document.title='owned'\"> <script>document.title='owned'</script>"
                + " <javascript:alert(1)|click me>";
        String blocks = "[{\"type\":\"section\",\"text\":{\"type\":\"mrkdwn\",\"text\":"
                + Json.array().add(evil).get(0) + "}}]";
        api.call("chat.postMessage", "channel", Options.APPROVALS, "text", "x", "blocks", blocks);
        browser.awaitText("onerror");
        assertThat(browser.script("return document.querySelectorAll('#messages img, #messages script,"
                                + " #messages a[href^=javascript]').length")
                        .asInt())
                .isZero();
        assertThat(browser.script("return document.title").asText()).doesNotContain("owned");
    }

    @Test
    void itFitsAPhoneAndFollowsTheDark() throws Exception {
        fillChannel();
        for (boolean dark : new boolean[] {false, true}) {
            openPage(dark);
            browser.awaitText("only @oncall may decide");
            browser.screenshot(PICTURES.resolve(dark ? "dark.png" : "light.png"));
            browser.size(390, 844);
            browser.awaitTrue("innerWidth === 390");
            browser.screenshot(PICTURES.resolve(dark ? "phone-dark.png" : "phone.png"));
            assertThat(browser.script("return document.documentElement.scrollWidth")
                            .asInt())
                    .isLessThanOrEqualTo(390);
            assertThat(browser.script("return matchMedia('(prefers-color-scheme: dark)').matches")
                            .asBoolean())
                    .isEqualTo(dark);
            browser.click("#menu");
            browser.awaitTrue("document.getElementById('sidebar').getBoundingClientRect().left === 0");
            browser.awaitTrue("document.activeElement.id === 'me'");
            browser.screenshot(PICTURES.resolve(dark ? "phone-menu-dark.png" : "phone-menu.png"));
            browser.close();
        }
        browser = null;
    }

    private void fillChannel() throws Exception {
        String receipt = api.call(
                        "chat.postMessage", "channel", Options.APPROVALS, "text", "approved", "blocks", Samples.RECEIPT)
                .path("ts")
                .asText();
        api.call(
                "chat.postMessage",
                "channel",
                Options.APPROVALS,
                "thread_ts",
                receipt,
                "text",
                ":key: Token collected by *machina-bot* from `10.0.0.7`");
        api.postCard(Options.APPROVALS);
        api.call(
                "chat.postEphemeral",
                "channel",
                Options.APPROVALS,
                "user",
                Options.ALICE,
                "text",
                "You cannot approve this one: only <!subteam^S0ONCALL> may decide. Ask <@U012BOB>.");
    }

    private void openPage(boolean dark) throws Exception {
        Optional<Browser> found = Browser.start(profile.resolve(dark ? "dark" : "light"), dark);
        assumeTrue(found.isPresent(), "no chromium and chromedriver here");
        browser = found.get();
        browser.size(1280, 860);
        browser.open(slack.origin());
        browser.awaitText("# approvals");
    }
}

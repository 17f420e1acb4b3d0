package botcreds.broker.slack;

import static botcreds.sandbox.slack.Options.ALICE;
import static botcreds.sandbox.slack.Options.BOB;
import static botcreds.sandbox.slack.Options.CAROL;
import static botcreds.sandbox.slack.Options.GUEST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import botcreds.broker.access.House;
import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.RequestState;
import botcreds.sandbox.slack.Fault;
import botcreds.sandbox.slack.Message;
import botcreds.sandbox.slack.View;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeInSlackTest {
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
    void openingItShowsWhatWaitsAndApprovingThereDecides() {
        Message card = desk.asks("myorg/new-project", "contents:write");
        AccessRequest request = desk.theRequest();
        View home = opens(ALICE, "#" + request.shortId());
        assertThat(home.content().toString()).contains("`myorg/new-project`").contains("data_visualization");

        desk.slack.clickInView(ALICE, home.id(), "home_approve");

        desk.awaitCard(card, "✅ Approved");
        assertThat(desk.find(request.id().value()).state()).isEqualTo(RequestState.APPROVED);
        await().atMost(Desk.SOON)
                .untilAsserted(() -> assertThat(blocks(ALICE))
                        .contains("✅ Approved by <@" + ALICE + ">")
                        .contains("Nothing waits"));
    }

    @Test
    void aTabThatIsOpenFollowsWhatOthersDecide() {
        Message card = desk.asks("myorg/new-project", "contents:write");
        AccessRequest request = desk.theRequest();
        opens(ALICE, "#" + request.shortId());

        desk.slack.click(BOB, card.ts(), "request_approve");
        desk.house.grants.collect(House.MACHINA, request.id());

        await().atMost(Desk.SOON)
                .untilAsserted(
                        () -> assertThat(blocks(ALICE)).contains("home_revoke").contains("Approved by <@" + BOB + ">"));
    }

    @Test
    @Tag("T-20")
    void aClickOnWhatWasDecidedMeanwhileDecidesNothingAndSaysWhoDid() {
        Message card = desk.asks("myorg/new-project", "contents:write");
        AccessRequest request = desk.theRequest();
        View stale = opens(ALICE, "#" + request.shortId());
        desk.slack.click(BOB, card.ts(), "request_approve");
        desk.awaitCard(card, "✅ Approved");
        String value = request.id() + ":r" + request.revision();

        sends(payload(ALICE, stale, "home_approve", value));

        await().atMost(Desk.SOON).untilAsserted(() -> assertThat(blocks(ALICE)).contains("🚫"));
        assertThat(desk.find(request.id().value()).decision().orElseThrow().byId())
                .isEqualTo(BOB);
    }

    @Test
    @Tag("T-09")
    void aClickThatNoHomeTabOfOursMakesDecidesNothing() {
        desk.asks("myorg/new-project", "contents:write");
        AccessRequest request = desk.theRequest();
        View home = opens(ALICE, "#" + request.shortId());
        String value = request.id() + ":r" + request.revision();
        ObjectNode elsewhere = payload(ALICE, home, "home_approve", value);
        ((ObjectNode) elsewhere.get("view")).put("callback_id", "another");
        ObjectNode otherBlock = payload(ALICE, home, "home_approve", value);
        ((ObjectNode) otherBlock.get("actions").get(0)).put("block_id", "home_request:" + value + "9");
        ObjectNode twice = payload(ALICE, home, "home_approve", value);
        twice.withArray("actions").add(twice.get("actions").get(0).deepCopy());

        sends(elsewhere);
        sends(otherBlock);
        sends(twice);

        await().atMost(Desk.SOON).until(() -> desk.refusals().size() == 3);
        assertThat(desk.find(request.id().value()).state()).isEqualTo(RequestState.PENDING);
    }

    @Test
    void denyingThereAsksForAReasonToo() {
        Message card = desk.asks("myorg/new-project", "contents:write");
        AccessRequest request = desk.theRequest();
        View home = opens(ALICE, "#" + request.shortId());

        desk.slack.clickInView(ALICE, home.id(), "home_deny");
        View dialog = desk.slack.openView(ALICE).orElseThrow();
        assertThat(desk.slack.submit(dialog.id(), Map.of("text", "not today")).body())
                .isEmpty();

        desk.awaitCard(card, "not today");
        assertThat(desk.find(request.id().value()).state()).isEqualTo(RequestState.DENIED);
    }

    @Test
    void whatIsAliveIsRevokedThere() {
        Message card = desk.asks("myorg/new-project", "contents:write");
        AccessRequest request = desk.theRequest();
        desk.slack.click(ALICE, card.ts(), "request_approve");
        desk.awaitCard(card, "✅ Approved");
        desk.house.grants.collect(House.MACHINA, request.id());
        View home = opens(ALICE, "home_revoke");

        desk.slack.clickInView(ALICE, home.id(), "home_revoke");

        desk.awaitCard(card, "🔒 Revoked");
    }

    @Test
    @Tag("T-51")
    void aRememberedRuleIsRemovedAndTheFileIsWhatItWasBefore() throws Exception {
        String before = Files.readString(desk.house.policyPath);
        desk.house.policyFile.reportTo(desk.house.access.policyEvents());
        remember();
        View home = opens(ALICE, "rule_remove");
        assertThat(home.content().toString()).contains("myorg/new-project").contains("no use known");

        desk.slack.clickInView(ALICE, home.id(), "rule_remove");

        await().atMost(Desk.SOON).untilAsserted(() -> assertThat(blocks(ALICE)).contains("✅ Removed"));
        assertThat(Files.readString(desk.house.policyPath).replace("    auto_approve: []\n", ""))
                .isEqualTo(before);
        assertThat(desk.house.decisions.log(event("policy_changed")).rows()).hasSizeGreaterThanOrEqualTo(2);
        assertThat(desk.house.decisions.log(event("policy_forgotten")).rows())
                .singleElement()
                .satisfies(row -> assertThat(row.json()).contains(ALICE));
    }

    @Test
    void theReviewKeepsOrRemovesAndBothAreAudited() throws Exception {
        remember();
        desk.slack.command(ALICE, "C0APPROVALS", "/botcreds", "review");
        Message review = desk.awaitWhisper(ALICE, "1 remembered rule");

        desk.slack.click(ALICE, review.ts(), "rule_keep");
        desk.awaitWhisper(ALICE, "✅ Kept");
        desk.slack.click(ALICE, review.ts(), "rule_remove");
        desk.awaitWhisper(ALICE, "✅ Removed");
        desk.slack.click(ALICE, review.ts(), "rule_remove");
        desk.awaitWhisper(ALICE, "no longer stands");

        assertThat(desk.house.decisions.log(event("access_reviewed")).rows()).hasSize(2);
        assertThat(Files.readString(desk.house.policyPath)).doesNotContain("new-project");
    }

    @Test
    @Tag("T-14")
    void onlyWhoDecidesAboutTheScopeDecidesAboutItsRule() throws Exception {
        remember();
        View home = opens(ALICE, "rule_remove");
        String key = home.content().findValuesAsText("value").stream()
                .filter(value -> value.matches("[0-9a-f]{32}"))
                .findFirst()
                .orElseThrow();

        sends(payload(CAROL, home, "rule_remove", key));

        await().atMost(Desk.SOON).until(() -> !desk.refusals().isEmpty());
        assertThat(Files.readString(desk.house.policyPath)).contains("new-project");
    }

    @Test
    @Tag("T-08")
    void aGuestGetsAFriendlyEmptyTabAndNoRowInTheLog() {
        desk.asks("myorg/new-project", "contents:write");

        desk.slack.event(opened(GUEST));

        await().atMost(Desk.SOON).until(() -> desk.slack.home(GUEST).isPresent());
        assertThat(blocks(GUEST)).contains("Nothing for you to decide").doesNotContain("new-project");
        assertThat(desk.refusals()).isEmpty();
    }

    @Test
    void whereSlackRefusesTheChartTheWeekIsText() {
        desk.slack.faults().next(1, Fault.error("invalid_blocks").on("views.publish"));

        View home = opens(ALICE, "Live credentials");

        assertThat(home.content().toString())
                .doesNotContain("data_visualization")
                .contains("Issued");
    }

    private void remember() throws Exception {
        Message card = desk.asks("myorg/new-project", "contents:write");
        desk.slack.click(ALICE, card.ts(), "request_remember");
        await().atMost(Desk.SOON)
                .untilAsserted(() ->
                        assertThat(Files.readString(desk.house.policyPath)).contains("new-project"));
        desk.awaitCard(card, "Remembered");
    }

    private View opens(String user, String text) {
        assertThat(desk.slack.event(opened(user)).status()).isEqualTo(200);
        await().atMost(Desk.SOON)
                .until(() -> desk.slack
                        .home(user)
                        .filter(home -> home.content().toString().contains(text))
                        .isPresent());
        return desk.slack.home(user).orElseThrow();
    }

    private String blocks(String user) {
        return desk.slack.home(user).orElseThrow().content().toString();
    }

    private static ObjectNode opened(String user) {
        return new ObjectMapper()
                .createObjectNode()
                .put("type", "app_home_opened")
                .put("user", user)
                .put("channel", "D" + user.substring(1))
                .put("tab", "home");
    }

    private static botcreds.broker.access.LogQuery event(String word) {
        return new botcreds.broker.access.LogQuery(
                java.util.Optional.empty(),
                java.util.Optional.empty(),
                java.util.Optional.empty(),
                java.util.Optional.of(word),
                100);
    }

    /** A click that the tab no longer offers, or that somebody else makes. */
    private ObjectNode payload(String user, View home, String action, String value) {
        var options = desk.slack.options();
        ObjectNode payload = new ObjectMapper()
                .createObjectNode()
                .put("type", "block_actions")
                .put("api_app_id", options.appId())
                .put("trigger_id", "1.2.3");
        payload.putObject("team").put("id", options.teamId());
        payload.putObject("user").put("id", user).put("team_id", options.teamId());
        payload.putObject("container").put("type", "view").put("view_id", home.id());
        payload.putObject("view").put("id", home.id()).put("type", "home").put("callback_id", "home");
        payload.putArray("actions")
                .addObject()
                .put("type", "button")
                .put("action_id", action)
                .put("block_id", (action.startsWith("rule") ? "rule:" : "home_request:") + value)
                .put("value", value);
        return payload;
    }

    private void sends(ObjectNode payload) {
        String body =
                "payload=" + java.net.URLEncoder.encode(payload.toString(), java.nio.charset.StandardCharsets.UTF_8);
        desk.slack.signed(body, desk.house.clock.instant().getEpochSecond());
    }
}

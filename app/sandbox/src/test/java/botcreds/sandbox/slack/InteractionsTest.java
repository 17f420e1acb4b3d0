package botcreds.sandbox.slack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InteractionsTest {

    private static final String C = Options.APPROVALS;

    private final TestClock clock = new TestClock();
    private TestBroker broker;
    private SandboxSlack slack;
    private WebApi api;

    @BeforeEach
    void start() throws Exception {
        broker = new TestBroker();
        slack = SandboxSlack.start(Options.defaults().withClock(clock).withEventsUrl(broker.url()));
        api = new WebApi(slack);
    }

    @AfterEach
    void stop() {
        slack.close();
        broker.close();
    }

    @Test
    void aClickArrivesSignedOverItsRawBody() throws Exception {
        slack.click(Options.ALICE, api.postCard(C), "approve");
        TestBroker.Received received = broker.last();
        String timestamp = received.headers().getFirst("X-Slack-Request-Timestamp");
        assertThat(timestamp).isEqualTo(Long.toString(clock.instant().getEpochSecond()));
        assertThat(received.headers().getFirst("X-Slack-Signature"))
                .isEqualTo(Signature.of(
                        slack.options().signingSecret(),
                        timestamp,
                        received.body().getBytes(UTF_8)));
    }

    @Test
    void aClickSaysWhoWhereAndWhat() throws Exception {
        String ts = api.postCard(C);
        Delivery delivery = slack.click(Options.ALICE, ts, "approve");
        JsonNode payload = broker.last().payload();
        assertThat(delivery.acknowledged()).isTrue();
        assertThat(payload.path("type").asText()).isEqualTo("block_actions");
        assertThat(payload.path("api_app_id").asText())
                .isEqualTo(slack.options().appId());
        assertThat(payload.at("/team/id").asText()).isEqualTo(slack.options().teamId());
        assertThat(payload.at("/user/id").asText()).isEqualTo(Options.ALICE);
        assertThat(payload.at("/channel/id").asText()).isEqualTo(C);
        assertThat(payload.at("/container/message_ts").asText()).isEqualTo(ts);
        assertThat(payload.at("/message/ts").asText()).isEqualTo(ts);
        assertThat(payload.path("actions")).hasSize(1);
        assertThat(payload.at("/actions/0/block_id").asText()).isEqualTo("req_1:r1");
        assertThat(payload.at("/actions/0/value").asText()).isEqualTo("req_1:r1");
        assertThat(payload.path("response_url").asText())
                .startsWith(slack.origin().toString());
    }

    @Test
    void anExternalUsersClickCarriesTheirOwnTeam() throws Exception {
        slack.click(Options.EXTERNAL, api.postCard(Options.SHARED), "approve");
        assertThat(broker.last().payload().at("/user/team_id").asText()).isEqualTo("T999PARTNER");
    }

    @Test
    void nobodyClicksWhatIsNotThereOrNotShownToThem() throws Exception {
        String ts = api.postCard(C);
        assertThatThrownBy(() -> slack.click(Options.ALICE, ts, "revoke")).hasMessageContaining("approve");
        String ephemeral = api.call(
                        "chat.postEphemeral", "channel", C, "user", Options.ALICE, "text", "x", "blocks", Samples.CARD)
                .path("message_ts")
                .asText();
        assertThatThrownBy(() -> slack.click(Options.BOB, ephemeral, "approve"))
                .isInstanceOf(IllegalArgumentException.class);
        slack.click(Options.ALICE, ephemeral, "approve");
        assertThat(broker.last().payload().has("message")).isFalse();
        assertThat(broker.last().payload().at("/container/is_ephemeral").asBoolean())
                .isTrue();
    }

    @Test
    void aResponseUrlWorksFiveTimesAndHalfAnHour() throws Exception {
        String ts = api.postCard(C);
        slack.click(Options.ALICE, ts, "approve");
        String url = broker.last().payload().path("response_url").asText();
        for (int i = 0; i < 5; i++) {
            assertThat(api.postJson(url, "{\"text\":\"hello\"}").statusCode()).isEqualTo(200);
        }
        assertThat(api.postJson(url, "{\"text\":\"hello\"}").body()).contains("used_url");
        assertThat(slack.messages().get(1).onlyFor()).contains(Options.ALICE);
        slack.click(Options.ALICE, ts, "approve");
        String late = broker.last().payload().path("response_url").asText();
        clock.advance(Duration.ofMinutes(30).plusSeconds(1));
        assertThat(api.postJson(late, "{\"text\":\"hello\"}").body()).contains("expired_url");
    }

    @Test
    void aResponseMayReplaceOrDeleteTheMessageThatWasClicked() throws Exception {
        String ts = api.postCard(C);
        slack.click(Options.ALICE, ts, "approve");
        String url = broker.last().payload().path("response_url").asText();
        api.postJson(url, "{\"replace_original\":true,\"text\":\"done\",\"blocks\":" + Samples.RECEIPT + "}");
        assertThat(slack.message(ts).orElseThrow().offers("revoke")).isTrue();
        assertThat(api.postJson(url, "{\"text\":\"x\",\"blocks\":[{\"type\":\"header\"}]}")
                        .statusCode())
                .isEqualTo(400);
        api.postJson(url, "{\"delete_original\":true}");
        assertThat(slack.message(ts)).isEmpty();
    }

    @Test
    void aCommandsAnswerIsSeenByOneUserUnlessItSaysOtherwise() throws Exception {
        broker.answers(request -> "{\"text\":\"nothing pending\"}");
        slack.command(Options.BOB, C, "/botcreds", "pending --all");
        assertThat(broker.last().field("command")).isEqualTo("/botcreds");
        assertThat(broker.last().field("text")).isEqualTo("pending --all");
        assertThat(broker.last().field("user_id")).isEqualTo(Options.BOB);
        assertThat(slack.messages())
                .singleElement()
                .satisfies(message -> assertThat(message.onlyFor()).contains(Options.BOB));
        broker.answers(request -> "{\"response_type\":\"in_channel\",\"text\":\"hello all\"}");
        slack.command(Options.BOB, C, "/botcreds", "");
        assertThat(slack.messages().get(1).onlyFor()).isEmpty();
    }

    @Test
    void aCommandThatFailsIsShownToWhoTypedIt() throws Exception {
        broker.answersStatus(500);
        assertThat(slack.command(Options.BOB, C, "/botcreds", "").status()).isEqualTo(500);
        assertThat(slack.messages().get(0).text()).contains("http_service_error");
        slack.eventsUrl(URI.create("http://127.0.0.1:1/slack/events"));
        assertThat(slack.command(Options.BOB, C, "/botcreds", "").status()).isZero();
        assertThat(slack.messages().get(1).text()).contains("dispatch_failed");
    }

    @Test
    void anEventIsJsonAndARetrySaysSo() {
        JsonNode event = Json.object().put("type", "app_home_opened");
        slack.event(event, "Ev1", 2, "http_timeout");
        assertThat(broker.last().headers().getFirst("X-Slack-Retry-Num")).isEqualTo("2");
        assertThat(broker.last().headers().getFirst("X-Slack-Retry-Reason")).isEqualTo("http_timeout");
        JsonNode body = Json.readObject(broker.last().body()).orElseThrow();
        assertThat(body.path("event_id").asText()).isEqualTo("Ev1");
        assertThat(body.at("/event/type").asText()).isEqualTo("app_home_opened");
    }

    @Test
    void aProbeIsSignedForTheTimeItAsksFor() {
        slack.signed("ssl_check=1", 12345);
        assertThat(broker.last().headers().getFirst("X-Slack-Request-Timestamp"))
                .isEqualTo("12345");
        assertThat(broker.last().body()).isEqualTo("ssl_check=1");
        assertThat(slack.ledger().sent())
                .singleElement()
                .satisfies(entry -> assertThat(entry.name()).isEqualTo("signed"));
    }

    @Test
    void aModalIsOpenedOnceAndWithinThreeSeconds() throws Exception {
        String ts = api.postCard(C);
        slack.click(Options.ALICE, ts, "deny");
        String trigger = broker.last().payload().path("trigger_id").asText();
        assertThat(open(trigger)).isEmpty();
        assertThat(open(trigger)).isEqualTo("exchanged_trigger_id");
        assertThat(open("1.2.3")).isEqualTo("invalid_trigger_id");
        slack.click(Options.ALICE, ts, "deny");
        clock.advance(Duration.ofMillis(3001));
        assertThat(open(broker.last().payload().path("trigger_id").asText())).isEqualTo("expired_trigger_id");
    }

    @Test
    void aSubmissionCarriesTheValuesAndAnEmptyAnswerClosesTheModal() throws Exception {
        View view = openModal();
        assertThat(view.privateMetadata()).isEqualTo("req_1:r1");
        slack.submit(view.id(), Map.of("reason", "too broad"));
        JsonNode payload = broker.last().payload();
        assertThat(payload.path("type").asText()).isEqualTo("view_submission");
        assertThat(payload.at("/view/callback_id").asText()).isEqualTo("deny");
        assertThat(payload.at("/view/private_metadata").asText()).isEqualTo("req_1:r1");
        assertThat(payload.at("/view/state/values/why/reason/value").asText()).isEqualTo("too broad");
        assertThat(slack.openView(Options.ALICE)).isEmpty();
    }

    @Test
    void whatIsNotTouchedIsSubmittedAsTheAppSetIt() throws Exception {
        String id = openTerms();
        slack.submit(id, Map.of());
        JsonNode values = broker.last().payload().at("/view/state/values");
        assertThat(values.at("/repos/repos/selected_options").findValuesAsText("value"))
                .containsExactly("0", "1");
        assertThat(values.at("/level/level/selected_option/value").asText()).isEqualTo("write");
        assertThat(values.at("/until/until/selected_date").isNull()).isTrue();
    }

    @Test
    void boxesMenusAndDatesAreSubmittedAsChosen() throws Exception {
        String id = openTerms();
        slack.submit(id, Map.of("repos", "", "level", "read", "until", "2026-12-24"));
        JsonNode values = broker.last().payload().at("/view/state/values");
        assertThat(values.at("/repos/repos/selected_options")).isEmpty();
        assertThat(values.at("/level/level/selected_option/value").asText()).isEqualTo("read");
        assertThat(values.at("/until/until/selected_date").asText()).isEqualTo("2026-12-24");
    }

    private String openTerms() throws Exception {
        String ts = api.postCard(Options.APPROVALS);
        slack.click(Options.ALICE, ts, "deny");
        String trigger = broker.last().payload().path("trigger_id").asText();
        return api.call("views.open", "trigger_id", trigger, "view", Samples.TERMS_MODAL)
                .at("/view/id")
                .asText();
    }

    @Test
    void ofSeveralLikeButtonsTheOneWithTheValueIsClicked() throws Exception {
        String blocks = """
                [{"type":"actions","block_id":"one","elements":[{"type":"button","action_id":"go","value":"1","text":{"type":"plain_text","text":"Go"}}]},
                 {"type":"actions","block_id":"two","elements":[{"type":"button","action_id":"go","value":"2","text":{"type":"plain_text","text":"Go"}}]}]
                """;
        String ts = api.call("chat.postMessage", "channel", Options.APPROVALS, "text", "x", "blocks", blocks)
                .path("ts")
                .asText();
        slack.choose(Options.ALICE, ts, "go", "2");
        assertThat(broker.last().payload().at("/actions/0/block_id").asText()).isEqualTo("two");
        slack.click(Options.ALICE, ts, "go");
        assertThat(broker.last().payload().at("/actions/0/block_id").asText()).isEqualTo("one");
    }

    @Test
    void errorsKeepTheModalOpenAndMustNameABlockOfIt() throws Exception {
        View view = openModal();
        broker.answers(request -> "{\"response_action\":\"errors\",\"errors\":{\"why\":\"say more\"}}");
        assertThat(slack.submit(view.id(), Map.of()).acknowledged()).isTrue();
        assertThat(slack.openView(Options.ALICE)).isPresent();
        broker.answers(request -> "{\"response_action\":\"errors\",\"errors\":{\"other\":\"say more\"}}");
        assertThat(slack.submit(view.id(), Map.of()).body()).contains("trouble");
    }

    @Test
    void atMostThreeModalsLieOnTopOfEachOther() throws Exception {
        openModal();
        String ts = api.postCard(C);
        for (String expected : new String[] {"", "", "push_limit_reached"}) {
            slack.click(Options.ALICE, ts, "deny");
            String trigger = broker.last().payload().path("trigger_id").asText();
            assertThat(api.call("views.push", "trigger_id", trigger, "view", Samples.DENY_MODAL)
                            .path("error")
                            .asText())
                    .isEqualTo(expected);
        }
    }

    @Test
    void anOldHashDoesNotUpdateAView() throws Exception {
        View view = openModal();
        assertThat(update(view, view.hash())).isEmpty();
        assertThat(update(view, view.hash())).isEqualTo("hash_conflict");
    }

    @Test
    void homeIsPublishedPerUser() throws Exception {
        String home = "{\"type\":\"home\",\"blocks\":[{\"type\":\"divider\"}]}";
        assertThat(api.call("views.publish", "user_id", Options.ALICE, "view", home)
                        .path("ok")
                        .asBoolean())
                .isTrue();
        assertThat(slack.home(Options.ALICE)).isPresent();
        assertThat(slack.home(Options.BOB)).isEmpty();
        assertThat(api.call("views.publish", "user_id", Options.ALICE, "view", Samples.DENY_MODAL)
                        .path("error")
                        .asText())
                .isEqualTo("invalid_arguments");
    }

    private View openModal() throws Exception {
        slack.click(Options.ALICE, api.postCard(C), "deny");
        assertThat(open(broker.last().payload().path("trigger_id").asText())).isEmpty();
        return slack.openView(Options.ALICE).orElseThrow();
    }

    private String open(String trigger) throws Exception {
        return api.call("views.open", "trigger_id", trigger, "view", Samples.DENY_MODAL)
                .path("error")
                .asText();
    }

    private String update(View view, String hash) throws Exception {
        return api.call("views.update", "view_id", view.id(), "hash", hash, "view", Samples.DENY_MODAL)
                .path("error")
                .asText();
    }
}

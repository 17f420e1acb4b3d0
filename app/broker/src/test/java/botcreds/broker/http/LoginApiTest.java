package botcreds.broker.http;

import static botcreds.broker.access.House.ALICE;
import static botcreds.broker.access.House.STRANGER;
import static org.assertj.core.api.Assertions.assertThat;

import botcreds.broker.access.House;
import botcreds.broker.access.LogQuery;
import botcreds.broker.logins.LoginReply;
import botcreds.broker.model.AuditEvent;
import botcreds.broker.model.Human;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signing in from a terminal over HTTP, and what the token can do. */
class LoginApiTest {
    private ApiServer server;

    @BeforeEach
    void open(@TempDir Path directory) throws Exception {
        server = new ApiServer(directory);
    }

    @AfterEach
    void close() throws Exception {
        server.close();
    }

    @Test
    void aTerminalGetsItsTokenOnceAndThenActsAsItsHuman() throws Exception {
        JsonNode codes = begin();
        assertThat(codes.path("verification").asText())
                .isEqualTo("Type in Slack: /botcreds login "
                        + codes.path("user_code").asText());
        assertThat(codes.path("expires_in").asInt()).isLessThanOrEqualTo(600);
        assertThat(codes.path("device_code").asText()).hasSizeGreaterThanOrEqualTo(26);
        HttpResponse<String> early = collect(codes);
        assertThat(ApiServer.code(early)).isEqualTo("authorization_pending");
        assertThat(early.headers().firstValue("Retry-After")).contains("5");

        confirm(codes, ALICE);
        JsonNode token = ApiServer.json(collect(codes));

        assertThat(token.path("expires_in").asInt()).isEqualTo(12 * 3600);
        assertThat(ApiServer.code(collect(codes))).isEqualTo("expired_token");
        JsonNode me = ApiServer.json(get(token, "/v1/me"));
        assertThat(me.path("id").asText()).isEqualTo(ALICE.id());
        assertThat(me.path("may_decide").asBoolean()).isTrue();
        assertThat(me.at("/login/host").asText()).isEqualTo("laptop");
        assertThat(log("logged_in"))
                .singleElement()
                .asString()
                .contains(ALICE.id())
                .doesNotContain("bch_");
    }

    @Test
    void whoAsksTooOftenIsToldToSlowDownAndForHowLong() throws Exception {
        JsonNode codes = begin();
        collect(codes);
        HttpResponse<String> second = collect(codes);
        assertThat(second.statusCode()).isEqualTo(400);
        assertThat(ApiServer.code(second)).isEqualTo("slow_down");
        assertThat(second.headers().firstValue("Retry-After")).contains("10");
        server.house.clock.advance(Duration.ofSeconds(10));
        HttpResponse<String> third = collect(codes);
        assertThat(ApiServer.code(third)).isEqualTo("authorization_pending");
        assertThat(third.headers().firstValue("Retry-After")).contains("10");
    }

    @Test
    void aNoAndTheEndOfTheCodeAreFinal() throws Exception {
        JsonNode declined = begin();
        answer(declined, ALICE, false);
        assertThat(ApiServer.code(collect(declined))).isEqualTo("access_denied");
        assertThat(log("login_refused")).singleElement().asString().contains("had not started it");

        JsonNode late = begin();
        server.house.clock.advance(Duration.ofMinutes(10));
        assertThat(ApiServer.code(collect(late))).isEqualTo("expired_token");
        assertThat(reply(late, ALICE).good()).isFalse();
    }

    @Test
    @Tag("T-96")
    void afterTwelveHoursTheTokenIsNobodys() throws Exception {
        JsonNode token = signIn(ALICE);
        server.house.clock.advance(Duration.ofHours(12));
        JsonNode other = signIn(ALICE);
        assertThat(get(other, "/v1/me").statusCode()).isEqualTo(200);
        assertThat(get(token, "/v1/me").statusCode()).isEqualTo(401);
    }

    @Test
    @Tag("T-96")
    void loggingOutEndsTheTokenAtTheBroker() throws Exception {
        JsonNode here = signIn(ALICE);
        JsonNode there = signIn(ALICE);
        assertThat(ApiServer.json(post(here, "/v1/logout", "")).path("ended").asInt())
                .isEqualTo(1);
        assertThat(get(here, "/v1/me").statusCode()).isEqualTo(401);
        assertThat(get(there, "/v1/me").statusCode()).isEqualTo(200);

        JsonNode third = signIn(ALICE);
        assertThat(ApiServer.json(post(there, "/v1/logout", "{\"all\": true}"))
                        .path("ended")
                        .asInt())
                .isEqualTo(2);
        assertThat(get(third, "/v1/me").statusCode()).isEqualTo(401);
        assertThat(log("logged_out")).hasSize(3);
    }

    @Test
    @Tag("T-96")
    void anApproverSignsAnotherHumanOutAndNobodyElseDoes() throws Exception {
        JsonNode alice = signIn(ALICE);
        JsonNode stranger = signIn(STRANGER);
        String both = "{\"human\": \"" + ALICE.id() + "\"}";
        assertThat(ApiServer.code(post(stranger, "/v1/logout", both))).isEqualTo("not_approver");
        HttpResponse<String> admin = server.send(server.post(ApiServer.ADMIN, "/v1/logout", both));
        assertThat(ApiServer.json(admin).path("ended").asInt()).isEqualTo(1);
        assertThat(get(alice, "/v1/me").statusCode()).isEqualTo(401);
        HttpResponse<String> noLogin = server.send(server.post(ApiServer.ADMIN, "/v1/logout", ""));
        assertThat(ApiServer.code(noLogin)).isEqualTo("not_a_login");
    }

    @Test
    @Tag("T-14")
    void rightsAreThoseOfNowAndNotOfTheSignIn() throws Exception {
        JsonNode token = signIn(ALICE);
        String id = pending();
        server.house.policy(House.POLICY.replace("U0ALICE, U0BOB, S0ONCALL", "U0BOB"));
        assertThat(ApiServer.code(post(token, "/v1/requests/" + id + "/approve", "")))
                .isEqualTo("not_approver");

        server.house.policy(House.POLICY);
        server.members.remove(ALICE.id());
        assertThat(post(token, "/v1/requests/" + id + "/approve", "").statusCode())
                .isEqualTo(401);

        server.members.put(ALICE.id(), ALICE);
        assertThat(post(token, "/v1/requests/" + id + "/approve", "").statusCode())
                .isEqualTo(200);
        assertThat(log("approval_granted")).singleElement().asString().contains(ALICE.id());
    }

    @Test
    @Tag("T-13")
    void aBotsKeyIsNoHumansTokenAndTheOtherWayRound() throws Exception {
        JsonNode token = signIn(ALICE);
        String secret = token.path("access_token").asText();
        assertThat(server.send(server.as(secret, "/v1/whoami").build()).statusCode())
                .isEqualTo(401);
        assertThat(server.send(server.as(ApiServer.MACHINA, "/v1/me").build()).statusCode())
                .isEqualTo(401);
        assertThat(server.send(server.post(ApiServer.MACHINA, "/v1/logout", "")).statusCode())
                .isEqualTo(401);
        assertThat(ApiServer.code(server.send(
                        server.request("/v1/me?x=bch_that_nobody_has").build())))
                .isEqualTo("key_in_query");
    }

    @Test
    void whileSlackIsAwayNothingIsApprovedAndEverythingCanBeEnded() throws Exception {
        JsonNode token = signIn(ALICE);
        String id = pending();
        server.slackIsAway = true;
        HttpResponse<String> approve = post(token, "/v1/requests/" + id + "/approve", "");
        assertThat(approve.statusCode()).isEqualTo(503);
        assertThat(ApiServer.code(approve)).isEqualTo("identity_unavailable");
        assertThat(get(token, "/v1/requests").statusCode()).isEqualTo(503);
        assertThat(post(token, "/v1/requests/" + id + "/deny", "").statusCode()).isEqualTo(200);
        assertThat(post(token, "/v1/logout", "").statusCode()).isEqualTo(200);
    }

    @Test
    @Tag("T-94")
    void aHumanGetsALinkToTheDashboardAndABotDoesNot() throws Exception {
        JsonNode alice = signIn(ALICE);
        assertThat(ApiServer.code(post(alice, "/v1/dashboard", ""))).isEqualTo("no_dashboard");
        server.house.access.browsers().openAt(() -> URI.create("https://botcreds.example.com"));
        JsonNode link = ApiServer.json(post(alice, "/v1/dashboard", ""));
        assertThat(link.path("url").asText()).matches("https://botcreds\\.example\\.com/sign-in/bcl_[0-9A-Za-z]{49}");
        assertThat(link.path("expires_at").asText()).isEqualTo("2026-11-23T10:05:00Z");
        assertThat(ApiServer.code(post(signIn(STRANGER), "/v1/dashboard", ""))).isEqualTo("not_approver");
        assertThat(server.send(server.post(ApiServer.MACHINA, "/v1/dashboard", ""))
                        .statusCode())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"host\": \"\", \"user\": \"alice\"}",
                "{\"host\": \"a\\nb\", \"user\": \"alice\"}",
                "{\"host\": \"laptop\", \"user\": \"alice\", \"groups\": [\"S0\"]}"
            })
    void whatIsNoNameIsRefused(String body) throws Exception {
        HttpResponse<String> answer = server.send(post("/v1/device/code", body));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(ApiServer.code(answer)).isEqualTo("invalid_request");
    }

    @Test
    void anAddressCannotMakeCodesWithoutEnd() throws Exception {
        HttpResponse<String> last = server.send(post("/v1/device/code", "{}"));
        for (int at = 0; at < 10; at++) {
            last = server.send(post("/v1/device/code", "{\"host\": \"laptop\", \"user\": \"alice\"}"));
        }
        assertThat(last.statusCode()).isEqualTo(429);
        assertThat(ApiServer.code(last)).isEqualTo("too_many_logins");
    }

    @Test
    @Tag("T-60")
    void anAddressCannotTryCodesWithoutEnd() throws Exception {
        HttpResponse<String> last = null;
        for (int at = 0; at < 21; at++) {
            last = server.send(post("/v1/device/token", "{\"device_code\": \"bcd_" + at + "\"}"));
        }
        assertThat(last.statusCode()).isEqualTo(429);
    }

    private JsonNode begin() throws Exception {
        return ApiServer.json(server.send(post("/v1/device/code", "{\"host\": \"laptop\", \"user\": \"alice\"}")));
    }

    private HttpResponse<String> collect(JsonNode codes) throws Exception {
        return server.send(post(
                "/v1/device/token",
                "{\"device_code\": \"" + codes.path("device_code").asText() + "\"}"));
    }

    private JsonNode signIn(Human human) throws Exception {
        JsonNode codes = begin();
        confirm(codes, human);
        return ApiServer.json(collect(codes));
    }

    private void confirm(JsonNode codes, Human human) {
        answer(codes, human, true);
    }

    private void answer(JsonNode codes, Human human, boolean yes) {
        String question = reply(codes, human).question().orElseThrow().id();
        assertThat(server.house
                        .access
                        .loginAnswers()
                        .answered(question, human, yes)
                        .good())
                .isTrue();
    }

    private LoginReply reply(JsonNode codes, Human human) {
        return server.house.access.loginAnswers().typed(codes.path("user_code").asText(), human);
    }

    private String pending() throws Exception {
        HttpResponse<String> waiting = server.send(
                server.post(ApiServer.MACHINA, "/v1/token", ApiServer.ask("myorg/new-project", "contents:read")));
        assertThat(waiting.statusCode()).isEqualTo(202);
        return ApiServer.json(waiting).path("id").asText();
    }

    private HttpResponse<String> get(JsonNode token, String path) throws Exception {
        return server.send(server.as(token.path("access_token").asText(), path).build());
    }

    private HttpResponse<String> post(JsonNode token, String path, String body) throws Exception {
        return server.send(server.post(token.path("access_token").asText(), path, body));
    }

    private HttpRequest post(String path, String body) {
        return server.request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    private List<String> log(String event) {
        return server
                .house
                .decisions
                .log(new LogQuery(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(event), 100))
                .rows()
                .stream()
                .map(AuditEvent.Recorded::json)
                .toList();
    }
}

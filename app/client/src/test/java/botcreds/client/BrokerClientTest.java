package botcreds.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.Gson;
import com.google.gson.JsonParser;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BrokerClientTest {
    private static final Ask ASK = Ask.of("myorg/repo-a", "Fixing bug #123", "contents:write");
    private static final Instant IN_AN_HOUR = CountedTime.START.plus(Duration.ofHours(1));

    private final CountedTime time = new CountedTime();
    private ScriptedBroker broker;
    private BrokerClient client;

    @BeforeEach
    void start() throws Exception {
        broker = new ScriptedBroker();
        client = BrokerClient.at(broker.url() + "/")
                .apiKey("bcb_key")
                .timekeeper(time)
                .clock(time)
                .build();
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void anAskCarriesTheKeyThePreferenceAndEveryField() {
        broker.issues("ghs_secret", IN_AN_HOUR);

        client.getCredentials(Ask.of(List.of("o/a", "o/b"), "Why \"not\"", "contents:write", "issues:read")
                .withTtl(Duration.ofMinutes(30))
                .withCallbackUrl(URI.create("https://bot.example/hook")));

        ScriptedBroker.Asked asked = broker.asked.get(0);
        assertThat(asked.method() + " " + asked.uri()).isEqualTo("POST /v1/token");
        assertThat(asked.header("Authorization")).contains("Bearer bcb_key");
        assertThat(asked.header("Content-Type")).contains("application/json");
        assertThat(asked.header("Prefer")).contains("wait=50");
        assertThat(JsonParser.parseString(asked.body())).isEqualTo(JsonParser.parseString("""
                        {"repos": ["o/a", "o/b"], "permissions": ["contents:write", "issues:read"],
                         "reason": "Why \\"not\\"", "kind": "installation_token", "ttl": 1800,
                         "callback_url": "https://bot.example/hook"}"""));
    }

    @Test
    void theAnswerIsAllThatIsNeededToUseTheToken() {
        broker.issues("ghs_secret", IN_AN_HOUR);

        Credentials credentials = client.getCredentials(ASK);

        assertThat(credentials.token().reveal()).isEqualTo("ghs_secret");
        assertThat(credentials.expiresAt()).isEqualTo(IN_AN_HOUR);
        assertThat(credentials.repos()).containsExactly("myorg/repo-a");
        assertThat(credentials.permissions()).containsExactly("contents:write");
        assertThat(credentials.approval()).isEqualTo("auto");
        assertThat(credentials.cloneUrl()).isEqualTo("https://x-access-token:ghs_secret@github.com/myorg/repo-a.git");
        assertThat(credentials.askpassScript()).isEqualTo("echo ghs_secret");
        assertThat(credentials.attribution().name()).contains("myapp[bot]");
        assertThat(credentials.attribution().trailer()).isEqualTo("Bot: machina-bot");
        assertThat(credentials.sessionExpiresAt()).isEmpty();
    }

    @Test
    void nothingThatIsPrintedOrSerialisedShowsTheToken() {
        broker.issues("ghs_secret", IN_AN_HOUR);

        Credentials credentials = client.getCredentials(ASK);

        assertThat(credentials.toString()).doesNotContain("secret").contains("ghs_****", "tok_1");
        assertThat(new Gson().toJson(credentials.token())).doesNotContain("secret");
        assertThat(new Gson().toJson(credentials.git())).doesNotContain("secret");
    }

    @Test
    void aTokenExpiresSoonInItsLastFiveMinutes() {
        broker.issues("ghs_secret", IN_AN_HOUR);
        Credentials credentials = client.getCredentials(ASK);

        time.advance(Duration.ofMinutes(54));
        assertThat(credentials.expiresSoon(time)).isFalse();
        time.advance(Duration.ofMinutes(1));
        assertThat(credentials.expiresSoon(time)).isTrue();
    }

    @Test
    void aDeployKeyShowsItsPrivateHalfOnlyWhenAsked() {
        broker.says(200, """
                {"request_id": "req_abc", "token_id": "tok_1", "expires_at": "2026-11-24T10:00:00Z", "repos": ["o/a"],
                 "permissions": ["contents:read"], "approval": "manual", "attribution": {"trailer": "Bot: b"},
                 "deploy_key": {"id": 12, "public_key": "ssh-ed25519 AAAA", "private_key": "-----BEGIN secret",
                                "read_only": true, "ssh_url": "git@github.com:o/a.git"}}""");

        DeployKey key = client.getDeployKey(Ask.of("o/a", "Mirror", "contents:read"));

        assertThat(broker.asked.get(0).body()).contains("\"kind\":\"deploy_key\"");
        assertThat(key.privateKey()).contains("-----BEGIN secret");
        assertThat(key.githubId()).isEqualTo(12);
        assertThat(key.readOnly()).isTrue();
        assertThat(key.toString()).doesNotContain("secret");
    }

    @Test
    void whatPolicyWouldSayAndWhoOneIsCanBeAsked() {
        broker.says(200, """
                {"repos": ["o/a"], "permissions": ["contents:read"], "decision": "requires_approval", "rule": "line 7",
                 "why": "A human decides.", "hint": "Ask."}""");
        broker.says(200, "{\"bot\": \"machina-bot\", \"client_ip\": \"127.0.0.1\"}");

        Verdict verdict = client.can("o/a&x=1", "contents:read", "issues:read");

        assertThat(verdict.decision()).isEqualTo(Verdict.Decision.REQUIRES_APPROVAL);
        assertThat(broker.asked.get(0).uri())
                .isEqualTo("/v1/can?repo=o%2Fa%26x%3D1&permissions=contents%3Aread%2Cissues%3Aread");
        assertThat(client.whoami()).isEqualTo(new Identity("machina-bot", "127.0.0.1"));
    }

    @Test
    void releasingTellsWhetherGitHubHasConfirmed() {
        broker.says(204, "").isPending();

        assertThat(client.release("req_abc")).isTrue();
        assertThat(client.release("req_abc")).isFalse();
        assertThat(broker.asked)
                .allSatisfy(asked -> assertThat(asked.method() + asked.uri()).isEqualTo("DELETE/v1/token/req_abc"));
    }

    @Test
    void aRefreshGivesANewTokenUnderTheSameRequest() {
        broker.issuesSession("ghs_1", IN_AN_HOUR, IN_AN_HOUR).issuesSession("ghs_2", IN_AN_HOUR, IN_AN_HOUR);

        Credentials next = client.refresh(client.getCredentials(ASK));

        assertThat(next.token().reveal()).isEqualTo("ghs_2");
        assertThat(broker.asked.get(1).method() + broker.asked.get(1).uri()).isEqualTo("POST/v1/token/req_abc/refresh");
    }

    @Test
    void whatIsNoSessionIsAskedForAnewWithTheSameWords() {
        broker.issues("ghs_1", IN_AN_HOUR).issues("ghs_2", IN_AN_HOUR);

        Credentials next = client.refresh(client.getCredentials(ASK));

        assertThat(next.token().reveal()).isEqualTo("ghs_2");
        assertThat(broker.asked.get(1).uri()).isEqualTo("/v1/token");
        assertThat(broker.asked.get(1).body()).isEqualTo(broker.asked.get(0).body());
    }

    @Test
    void whatWasCollectedByItsIdSaysThatItsAskIsNotKnown() {
        broker.issues("ghs_1", IN_AN_HOUR);
        Credentials collected = client.collect("req_abc", Duration.ZERO);

        assertThatThrownBy(() -> client.refresh(collected)).isInstanceOf(NotRefreshable.class);
    }

    @Test
    void theKeyOfAnotherBotAsksNothingAndTheRightOneIsLookedUpOnce() {
        BrokerClient named = BrokerClient.at(broker.url()).botId("machina-bot").build();
        broker.says(200, "{\"bot\": \"other-bot\", \"client_ip\": \"127.0.0.1\"}");
        assertThatThrownBy(() -> named.getCredentials(ASK)).isInstanceOf(NotAuthenticated.class);
        assertThat(broker.asked).extracting(ScriptedBroker.Asked::uri).containsExactly("/v1/whoami");

        broker.says(200, "{\"bot\": \"machina-bot\", \"client_ip\": \"127.0.0.1\"}")
                .issues("ghs_1", IN_AN_HOUR)
                .issues("ghs_2", IN_AN_HOUR);
        named.getCredentials(ASK);
        named.getCredentials(ASK);
        assertThat(broker.asked)
                .extracting(ScriptedBroker.Asked::uri)
                .containsExactly("/v1/whoami", "/v1/whoami", "/v1/token", "/v1/token");
    }

    @Test
    void aDeployKeyIsCollectedLaterToo() {
        broker.isPending().says(200, """
                {"request_id": "req_abc", "token_id": "tok_1", "expires_at": "2026-02-17T15:00:00Z", "approval": "manual",
                 "repos": ["myorg/repo-a"], "permissions": ["contents:read"],
                 "deploy_key": {"id": 7, "public_key": "ssh-ed25519 AAAA", "private_key": "-----BEGIN secret",
                                "read_only": true, "ssh_url": "git@github.com:myorg/repo-a.git"},
                 "attribution": {"trailer": "Bot: machina-bot"}}""").says(204, "");

        assertThatThrownBy(() -> client.getDeployKey(ASK, Duration.ZERO)).isInstanceOf(StillPending.class);
        DeployKey key = client.collectDeployKey("req_abc", Duration.ZERO);

        assertThat(key.githubId()).isEqualTo(7);
        assertThat(key.toString()).doesNotContain("BEGIN");
        assertThat(client.release(key)).isTrue();
    }

    @Test
    void theEnvironmentForGhNamesTheTokenAndAnOwnGitHub() {
        Map<String, String> environment = new HashMap<>();
        broker.issues("ghs_1", IN_AN_HOUR);
        client.getCredentials(ASK).env(environment);
        assertThat(environment).isEqualTo(Map.of("GH_TOKEN", "ghs_1", "GITHUB_TOKEN", "ghs_1"));

        environment.clear();
        broker.says(
                200,
                ScriptedBroker.credential("ghs_2", IN_AN_HOUR, "").replace("github.com/myorg", "github.example/myorg"));
        client.getCredentials(ASK).env(environment);
        assertThat(environment)
                .isEqualTo(
                        Map.of("GH_ENTERPRISE_TOKEN", "ghs_2", "GITHUB_TOKEN", "ghs_2", "GH_HOST", "github.example"));
    }

    @Test
    void anIdThatIsNoneNeverBecomesAPath() {
        assertThatIllegalArgumentException().isThrownBy(() -> client.release("req_abc/refresh"));
        assertThatIllegalArgumentException().isThrownBy(() -> client.collect("../x?", Duration.ZERO));
        assertThat(broker.asked).isEmpty();
    }

    @Test
    void askingForNothingIsRefusedBecauseItWouldMeanEverything() {
        assertThatIllegalArgumentException().isThrownBy(() -> Ask.of("o/a", "Why"));
        assertThatIllegalArgumentException().isThrownBy(() -> Ask.of(List.of(), "Why", "contents:read"));
        assertThatIllegalArgumentException().isThrownBy(() -> ASK.withTtl(Duration.ofMillis(1500)));
    }

    @Test
    void theEnvironmentNamesTheBrokerAndTheKey() {
        broker.says(200, "{\"bot\": \"machina-bot\", \"client_ip\": \"127.0.0.1\"}");

        BrokerClient.fromEnvironment(Map.of("BOTCREDS_URL", broker.url(), "BOTCREDS_API_KEY", "bcb_env\n"))
                .whoami();

        assertThat(broker.asked.get(0).header("Authorization")).contains("Bearer bcb_env");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BrokerClient.fromEnvironment(Map.of()))
                .withMessageContaining("BOTCREDS_URL");
        for (String url : List.of("broker", "ftp://broker", "http://user:pw@broker", "http://broker?x=1")) {
            assertThatIllegalArgumentException().isThrownBy(() -> BrokerClient.at(url));
        }
    }

    @Test
    void theKeyIsNotCarriedToWhereARedirectPoints() {
        broker.says(302, "", "Location", broker.url() + "/elsewhere");

        assertThatThrownBy(client::whoami).isInstanceOf(UnexpectedAnswer.class);
        assertThat(broker.asked).hasSize(1);
    }

    @Test
    void anAnswerThatLacksSomethingIsNotTakenForACredential() {
        broker.says(200, "{\"token\": \"ghs_secret\"}").says(200, "ghs_secret is not JSON {");

        for (int each = 0; each < 2; each++) {
            assertThatThrownBy(() -> client.getCredentials(ASK))
                    .isInstanceOf(UnexpectedAnswer.class)
                    .hasMessageNotContaining("ghs_secret");
        }
    }
}

package botcreds.broker.http;

import static botcreds.broker.http.ApiServer.ADMIN;
import static botcreds.broker.http.ApiServer.MACHINA;
import static botcreds.broker.http.ApiServer.SLOP;
import static botcreds.broker.http.ApiServer.ask;
import static botcreds.broker.http.ApiServer.code;
import static botcreds.broker.http.ApiServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import botcreds.broker.access.House;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenApiTest {
    private static final String ALLOWED = ask("myorg/repo-a", "contents:write");
    private static final String TO_ASK = ask("myorg/other", "contents:write");

    @TempDir
    Path directory;

    private ApiServer api;

    @BeforeEach
    void start() throws Exception {
        api = new ApiServer(directory);
    }

    @AfterEach
    void stop() throws Exception {
        api.close();
    }

    private HttpResponse<String> post(String key, String body) throws Exception {
        return api.send(api.post(key, "/v1/token", body));
    }

    private HttpResponse<String> get(String key, String path) throws Exception {
        return api.send(api.as(key, path).GET().build());
    }

    private HttpResponse<String> delete(String key, String id) throws Exception {
        return api.send(api.as(key, "/v1/token/" + id).DELETE().build());
    }

    private String pending(String key) throws Exception {
        return json(post(key, TO_ASK)).get("request_id").asText();
    }

    @Test
    void whatPolicyAllowsIsAnsweredWithATokenAndEverythingGitNeeds() throws Exception {
        HttpResponse<String> answer = post(MACHINA, ALLOWED);

        assertThat(answer.statusCode()).isEqualTo(200);
        JsonNode body = json(answer);
        String token = body.get("token").asText();
        assertThat(body.get("approval").asText()).isEqualTo("auto");
        assertThat(body.at("/git/clone_url").asText())
                .isEqualTo("https://x-access-token:" + token + "@github.com/myorg/repo-a.git");
        assertThat(body.at("/attribution/trailer").asText()).isEqualTo("Bot: machina-bot");
        assertThat(body.at("/attribution/name").asText()).isEqualTo("myapp[bot]");
        assertThat(body.at("/attribution/required").asBoolean(true)).isFalse();
        assertThat(body.get("attribution").has("prefix")).isFalse();
    }

    @Test
    void whatThePolicyDemandsOfCommitsIsTold() throws Exception {
        api.house.policy(
                House.POLICY.replace(
                        "owner: U0OWNER",
                        "owner: U0OWNER\n    attribution: {trailer: required, prefix: \"[machina]\", co_author: m@example.com}"));

        JsonNode attribution = json(post(MACHINA, ALLOWED)).get("attribution");

        assertThat(attribution.get("required").asBoolean()).isTrue();
        assertThat(attribution.get("prefix").asText()).isEqualTo("[machina]");
        assertThat(attribution.get("co_author").asText()).isEqualTo("machina-bot <m@example.com>");
    }

    @Test
    void aDeployKeyComesWithItsPrivateHalfInsteadOfAToken() throws Exception {
        JsonNode body = json(post(
                MACHINA,
                ALLOWED.replace("{", "{\"kind\": \"deploy_key\", ")
                        .replaceAll("\"permissions\": \\[[^]]*]", "\"permissions\": [\"contents:read\"]")));

        assertThat(body.has("token") || body.has("git")).isFalse();
        assertThat(body.at("/deploy_key/private_key").asText()).startsWith("-----BEGIN OPENSSH PRIVATE KEY-----\n");
        assertThat(body.at("/deploy_key/read_only").asBoolean()).isTrue();
        assertThat(body.at("/deploy_key/ssh_url").asText()).isEqualTo("git@github.com:myorg/repo-a.git");
    }

    @Test
    void theAskpassScriptAnswersBothOfGitsQuestions() throws Exception {
        JsonNode body = json(post(MACHINA, ALLOWED));
        Path script = java.nio.file.Files.writeString(
                directory.resolve("askpass"), body.at("/git/askpass_script").asText());

        assertThat(run(script, "Username for 'https://github.com': ")).isEqualTo("x-access-token\n");
        assertThat(run(script, "Password for 'https://x-access-token@github.com': "))
                .isEqualTo(body.get("token").asText() + "\n");
    }

    private static String run(Path script, String question) throws Exception {
        Process shell = new ProcessBuilder("sh", script.toString(), question).start();
        return new String(shell.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    }

    @Test
    void whatNobodyHasDecidedIsAnsweredWithWhereToAskAgain() throws Exception {
        HttpResponse<String> answer = post(MACHINA, TO_ASK);

        assertThat(answer.statusCode()).isEqualTo(202);
        JsonNode body = json(answer);
        assertThat(body.get("state").asText()).isEqualTo("PENDING");
        assertThat(answer.headers().firstValue("Location"))
                .contains(body.get("poll_url").asText());
        assertThat(get(MACHINA, body.get("poll_url").asText()).statusCode()).isEqualTo(202);
    }

    @Test
    @Tag("T-32")
    void theSameAskWhileOneIsPendingJoinsIt() throws Exception {
        assertThat(pending(MACHINA)).isEqualTo(pending(MACHINA));
        assertThat(pending(SLOP)).isNotEqualTo(pending(MACHINA));
    }

    @Test
    void whatPolicyDeniesIs403WithItsRule() throws Exception {
        HttpResponse<String> answer = post(MACHINA, ask("myorg/infrastructure", "contents:read"));

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(code(answer)).isEqualTo("policy_denied");
        assertThat(json(answer).get("policy_rule").asText()).contains("deny");
        assertThat(json(answer).get("type").asText()).isEqualTo("/problems/policy-denied");
    }

    @Test
    @Tag("T-27")
    void collectingAgainGivesTheSameToken() throws Exception {
        JsonNode first = json(post(MACHINA, ALLOWED));

        JsonNode again =
                json(get(MACHINA, "/v1/token/" + first.get("request_id").asText()));

        assertThat(again.get("token")).isEqualTo(first.get("token"));
        assertThat(api.house.gitHub.mints).hasSize(1);
    }

    @Test
    @Tag("T-34")
    void anUnknownIdAndAnotherBotsIdGetTheSame404() throws Exception {
        String others = pending(SLOP);
        String unknown = "req_" + "a".repeat(26);

        List<HttpResponse<String>> answers = List.of(
                get(MACHINA, "/v1/token/" + others),
                get(MACHINA, "/v1/token/" + unknown),
                get(MACHINA, "/v1/token/nonsense"),
                delete(MACHINA, others),
                delete(MACHINA, unknown),
                api.send(api.post(MACHINA, "/v1/token/" + others + "/refresh", "")),
                api.send(api.post(MACHINA, "/v1/token/" + unknown + "/refresh", "")));

        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(code(answer)).isEqualTo("not_found");
        });
        assertThat(answers.stream()
                        .map(answer -> json(answer).get("detail").asText())
                        .distinct())
                .hasSize(1);
        assertThat(get(SLOP, "/v1/token/" + others).statusCode()).isEqualTo(202);
    }

    @Test
    @Tag("T-35")
    void endingARequestTwiceIsAsGoodAsOnce() throws Exception {
        String id = pending(MACHINA);
        assertThat(delete(MACHINA, id).statusCode()).isEqualTo(204);
        assertThat(delete(MACHINA, id).statusCode()).isEqualTo(204);
        assertThat(code(get(MACHINA, "/v1/token/" + id))).isEqualTo("cancelled");

        String issued = json(post(MACHINA, ALLOWED)).get("request_id").asText();
        assertThat(delete(MACHINA, issued).statusCode()).isEqualTo(204);
        assertThat(api.house.gitHub.revoked).hasSize(1);
        HttpResponse<String> after = get(MACHINA, "/v1/token/" + issued);
        assertThat(after.statusCode()).isEqualTo(410);
        assertThat(code(after)).isEqualTo("revoked");
    }

    @Test
    @Tag("T-35")
    void endingWhatGitHubHasNotConfirmedYetIs202() throws Exception {
        String issued = json(post(MACHINA, ALLOWED)).get("request_id").asText();
        api.house.gitHub.revokes = false;

        assertThat(delete(MACHINA, issued).statusCode()).isEqualTo(202);
        assertThat(get(MACHINA, "/v1/token/" + issued).statusCode()).isEqualTo(410);
    }

    @Test
    @Tag("T-33")
    void anIdempotencyKeyBelongsToOneBodyOfOneBot() throws Exception {
        HttpRequest.Builder keyed = api.as(MACHINA, "/v1/token").header("Idempotency-Key", "\"one\"");
        JsonNode first = json(api.send(
                keyed.POST(HttpRequest.BodyPublishers.ofString(ALLOWED)).build()));
        JsonNode again = json(api.send(
                keyed.POST(HttpRequest.BodyPublishers.ofString(ALLOWED)).build()));
        assertThat(again.get("token")).isEqualTo(first.get("token"));

        HttpResponse<String> other =
                api.send(keyed.POST(HttpRequest.BodyPublishers.ofString(TO_ASK)).build());
        assertThat(other.statusCode()).isEqualTo(422);
        assertThat(code(other)).isEqualTo("idempotency_key_reused");

        HttpResponse<String> bad = api.send(api.as(MACHINA, "/v1/token")
                .header("Idempotency-Key", "x".repeat(256))
                .POST(HttpRequest.BodyPublishers.ofString(ALLOWED))
                .build());
        assertThat(code(bad)).isEqualTo("invalid_idempotency_key");
    }

    @Test
    void aSessionIsRefreshedWithoutAskingAndAPlainTokenIsNot() throws Exception {
        String session = ALLOWED.replace("}", ", \"kind\": \"session\", \"ttl\": \"7h\"}");
        JsonNode first = json(post(MACHINA, session));
        assertThat(first.get("session_expires_at").asText()).isEqualTo("2026-11-23T17:00:00Z");
        api.house.clock.advance(java.time.Duration.ofMinutes(30));

        HttpResponse<String> next = api.send(
                api.post(MACHINA, "/v1/token/" + first.get("request_id").asText() + "/refresh", ""));

        assertThat(next.statusCode()).isEqualTo(200);
        assertThat(json(next).get("token")).isNotEqualTo(first.get("token"));
    }

    @Test
    void whatWouldPolicySayIsToldWithoutAsking() throws Exception {
        JsonNode body = json(get(MACHINA, "/v1/can?repo=myorg/infrastructure&permissions=contents:read,issues:read"));

        assertThat(body.get("decision").asText()).isEqualTo("deny");
        assertThat(api.house.decisions.pending(java.util.Optional.empty())).isEmpty();
        HttpResponse<String> bad = get(MACHINA, "/v1/can?repo=nonsense&permissions=x:read&extra=1");
        assertThat(json(bad).get("errors")).hasSize(3);
        assertThat(get(MACHINA, "/v1/can").statusCode()).isEqualTo(400);
    }

    @Test
    @Tag("T-61")
    void forwardedHeadersCountForNothing() throws Exception {
        HttpResponse<String> answer = api.send(api.as(MACHINA, "/v1/whoami")
                .header("X-Forwarded-For", "10.9.9.9")
                .header("Forwarded", "for=10.9.9.9")
                .header("X-Real-IP", "10.9.9.9")
                .header("Tailscale-User-Login", "root@example.com")
                .build());

        assertThat(json(answer).get("client_ip").asText()).isEqualTo("127.0.0.1");
        assertThat(json(answer).get("bot").asText()).isEqualTo("machina-bot");
    }

    @Test
    @Tag("T-77")
    void aFaultShowsANumberAndNothingOfTheInside() throws Exception {
        api.house.gitHub.meanwhile = () -> {
            throw new IllegalStateException("jdbc:secret at /srv/inside ghs_leak");
        };

        HttpResponse<String> answer = post(MACHINA, ALLOWED);

        assertThat(answer.statusCode()).isGreaterThanOrEqualTo(500);
        assertThat(answer.body()).doesNotContain("jdbc", "/srv", "ghs_", "Exception", "botcreds.");
    }

    @Test
    @Tag("T-13")
    void humansKeysAndBotsKeysOpenOnlyTheirOwnDoors() throws Exception {
        assertThat(post(ADMIN, ALLOWED).statusCode()).isEqualTo(401);
        assertThat(get(MACHINA, "/v1/requests").statusCode()).isEqualTo(401);
        assertThat(get(MACHINA, "/v1/audit").statusCode()).isEqualTo(401);
        String id = pending(MACHINA);
        for (String verb : List.of("approve", "deny", "revoke")) {
            assertThat(api.send(api.post(MACHINA, "/v1/requests/" + id + "/" + verb, ""))
                            .statusCode())
                    .isEqualTo(401);
        }
        assertThat(get(MACHINA, "/v1/token/" + id).statusCode()).isEqualTo(202);
    }

    @Test
    @Tag("T-58")
    void aKeyInTheUrlIs400AndReported() throws Exception {
        HttpResponse<String> answer = get(MACHINA, "/v1/whoami?access_token=" + SLOP);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(code(answer)).isEqualTo("key_in_query");
        assertThat(api.exposed).containsExactly("slop-bot 127.0.0.1");
    }
}

package botcreds.broker.http;

import static botcreds.broker.http.ApiServer.ADMIN;
import static botcreds.broker.http.ApiServer.MACHINA;
import static botcreds.broker.http.ApiServer.ask;
import static botcreds.broker.http.ApiServer.code;
import static botcreds.broker.http.ApiServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import botcreds.broker.access.House;
import botcreds.broker.identity.BearerKeys;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What humans do about bots as a whole, over HTTP; each answer is held against the description too. */
class HumanApiTest {
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

    @Test
    void aBotIsLockedDownAndUnlockedByItsName() throws Exception {
        issued("myorg/repo-a");
        pending("myorg/new");

        JsonNode look = json(admin("/v1/bots/machina-bot/lockdown", "{\"dry_run\": true}"));
        assertThat(look.get("dry_run").asBoolean()).isTrue();
        assertThat(look.get("count").asInt()).isEqualTo(4);
        JsonNode done = json(admin("/v1/bots/machina-bot/lockdown", "{\"reason\": \"its key leaked\"}"));
        assertThat(done.get("result").asText()).isEqualTo("done");
        assertThat(done.get("hits")).isEqualTo(look.get("hits"));

        assertThat(code(bot(ask("myorg/repo-a", "contents:write")))).isEqualTo("bot_locked");
        JsonNode bot = json(get("/v1/bots")).get("bots").get(0);
        assertThat(bot.at("/locked/reason").asText()).isEqualTo("its key leaked");
        assertThat(bot.get("live").asInt()).isZero();
        assertThat(json(get("/v1/bots/machina-bot/can?repo=myorg/repo-a&permissions=contents:read"))
                        .get("rule")
                        .asText())
                .isEqualTo("bot_lock");

        assertThat(admin("/v1/bots/machina-bot/unlock", "").statusCode()).isEqualTo(200);
        assertThat(bot(ask("myorg/repo-a", "contents:write")).statusCode()).isEqualTo(200);
        assertThat(code(admin("/v1/bots/nobody-bot/lockdown", "{}"))).isEqualTo("not_found");
        assertThat(code(admin("/v1/bots/.dot/lockdown", "{}"))).isEqualTo("not_found");
    }

    @Test
    void tokensAreRevokedByTheirIdABotOrARepository() throws Exception {
        String token = issued("myorg/repo-a").get("token_id").asText();

        assertThat(json(admin("/v1/revocations", "{\"repo\": \"myorg/repo-a\", \"dry_run\": true}"))
                        .at("/hits/0/id")
                        .asText())
                .isEqualTo(token);
        assertThat(json(admin("/v1/revocations", "{\"token_id\": \"" + token + "\"}"))
                        .get("result")
                        .asText())
                .isEqualTo("done");
        assertThat(json(admin("/v1/revocations", "{\"bot\": \"machina-bot\"}"))
                        .get("result")
                        .asText())
                .isEqualTo("nothing");
        assertThat(code(admin("/v1/revocations", "{}"))).isEqualTo("invalid_request");
        assertThat(code(admin("/v1/revocations", "{\"bot\": \"a\", \"repo\": \"b/c\"}")))
                .isEqualTo("invalid_request");
        HttpResponse<String> secret = admin("/v1/revocations", "{\"token_id\": \"ghs_secretsecretsecret\"}");
        assertThat(code(secret)).isEqualTo("invalid_request");
        assertThat(secret.body()).doesNotContain("ghs_secret");
    }

    @Test
    void whatADryRunListedIsWhatIsApproved() throws Exception {
        pending("myorg/one");
        JsonNode look =
                json(admin("/v1/requests/approve", "{\"bot\": \"machina-bot\", \"all\": true, \"dry_run\": true}"));
        pending("myorg/two");
        String shown = "[{\"request_id\": \"%s\", \"revision\": %d}]"
                .formatted(
                        look.at("/hits/0/request_id").asText(),
                        look.at("/hits/0/revision").asInt());

        JsonNode done = json(admin("/v1/requests/approve", "{\"bot\": \"machina-bot\", \"requests\": " + shown + "}"));

        assertThat(done.get("count").asInt()).isEqualTo(1);
        assertThat(json(get("/v1/requests")).get("requests")).hasSize(1);
        assertThat(code(admin("/v1/requests/approve", "{\"bot\": \"machina-bot\"}")))
                .isEqualTo("invalid_request");
        assertThat(code(admin("/v1/requests/approve", "{\"bot\": \"machina-bot\", \"requests\": [1]}")))
                .isEqualTo("invalid_request");
    }

    @Test
    void anElevationIsGivenListedAndEnded() throws Exception {
        String body = "{\"bot\": \"machina-bot\", \"repo\": \"myorg/new\", \"permissions\": [\"contents:write\"],"
                + " \"for\": \"2h\", \"reason\": \"the release\"}";
        JsonNode given = json(admin("/v1/elevations", body));
        assertThat(given.at("/hits/0/kind").asText()).isEqualTo("elevation");

        issued("myorg/new");
        JsonNode listed = json(get("/v1/elevations")).get("elevations").get(0);
        assertThat(listed.get("name").asText()).isEqualTo("admin");
        assertThat(json(get("/v1/bots")).at("/bots/0/elevations/0")).isEqualTo(listed);

        HttpResponse<String> ended =
                api.send(api.as(ADMIN, "/v1/elevations/" + listed.get("id").asText())
                        .DELETE()
                        .build());
        assertThat(json(ended).get("result").asText()).isEqualTo("done");
        assertThat(bot(ask("myorg/new", "contents:read")).statusCode()).isEqualTo(202);
        assertThat(code(admin("/v1/elevations", body.replace("2h", "30d")))).isEqualTo("invalid_request");
        assertThat(code(admin("/v1/elevations", body.replace("myorg/new", "myorg/infrastructure"))))
                .isEqualTo("policy_denies");
        assertThat(code(admin("/v1/elevations", body.replace("myorg/new", "myorg/sensitive-data"))))
                .isEqualTo("takes_more_humans");
    }

    @Test
    @Tag("T-57")
    void aNewKeyIsInItsAnswerAndNowhereElse() throws Exception {
        assertThat(json(admin("/v1/bots/machina-bot/keys", "{\"dry_run\": true}"))
                        .has("key"))
                .isFalse();
        HttpResponse<String> made = admin("/v1/bots/machina-bot/keys", "{\"at_once\": true}");

        String key = json(made).get("key").asText();
        assertThat(key).startsWith("bcb_");
        assertThat(made.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(api.house.access.botKeys().byHash(BearerKeys.sha256(key))).contains(House.MACHINA.bot());
        assertThat(get("/v1/bots").body() + get("/v1/audit").body()).doesNotContain(key);
        assertThat(json(get("/v1/bots")).at("/bots/0/keys")).hasSize(1);
        assertThat(code(admin("/v1/bots/nobody-bot/keys", "{}"))).isEqualTo("not_found");
    }

    @Test
    void theRulesThatCountAreListedWithTheirLinesAndWhatHappenedIsCounted() throws Exception {
        issued("myorg/repo-a");
        admin(
                "/v1/elevations",
                "{\"bot\": \"machina-bot\", \"repo\": \"myorg/new\", \"permissions\": [\"contents:write\"], \"for\": \"2h\"}");

        JsonNode rules = json(get("/v1/rules?bot=machina-bot")).get("rules");
        assertThat(rules)
                .extracting(rule -> rule.get("list").asText())
                .containsExactly("auto_approve", "requires_approval", "deny", "elevation");
        assertThat(rules.get(0).get("rule").asText()).matches("line [0-9]+");
        assertThat(json(get("/v1/rules?bot=slop-bot")).get("rules")).isEmpty();
        assertThat(json(get("/v1/stats")).at("/events/credential_issued").asInt())
                .isEqualTo(1);
        assertThat(code(get("/v1/stats?since=30d"))).isEqualTo("invalid_request");
    }

    @Test
    void theLogIsReadPageByPage() throws Exception {
        issued("myorg/repo-a");
        api.house.clock.advance(Duration.ofHours(1));
        pending("myorg/new");

        JsonNode first = json(get("/v1/audit?limit=2"));
        JsonNode second =
                json(get("/v1/audit?limit=2&before=" + first.get("next_before").asLong()));

        assertThat(second.at("/events/0/seq").asLong())
                .isEqualTo(first.at("/events/1/seq").asLong() - 1);
        assertThat(json(get("/v1/audit?until=30m")).get("events"))
                .noneMatch(row -> row.get("event").asText().equals("approval_requested"))
                .anyMatch(row -> row.get("event").asText().equals("credential_issued"));
        assertThat(code(get("/v1/audit?before=none"))).isEqualTo("invalid_request");
    }

    @Test
    @Tag("T-13")
    void aBotsKeyOpensNothingOfThis() throws Exception {
        for (String path : new String[] {
            "/v1/bots/machina-bot/lockdown",
            "/v1/bots/machina-bot/unlock",
            "/v1/bots/machina-bot/keys",
            "/v1/revocations",
            "/v1/elevations",
            "/v1/requests/approve"
        }) {
            assertThat(api.send(api.post(MACHINA, path, "{\"bot\": \"machina-bot\"}"))
                            .statusCode())
                    .as(path)
                    .isEqualTo(401);
        }
    }

    private HttpResponse<String> admin(String path, String body) throws Exception {
        return api.send(api.post(ADMIN, path, body));
    }

    private HttpResponse<String> get(String path) throws Exception {
        return api.send(api.as(ADMIN, path).GET().build());
    }

    private HttpResponse<String> bot(String body) throws Exception {
        return api.send(api.post(MACHINA, "/v1/token", body));
    }

    private JsonNode issued(String repo) throws Exception {
        HttpResponse<String> answer = bot(ask(repo, "contents:write"));
        assertThat(answer.statusCode()).isEqualTo(200);
        return json(answer);
    }

    private void pending(String repo) throws Exception {
        assertThat(bot(ask(repo, "contents:read")).statusCode()).isEqualTo(202);
    }
}

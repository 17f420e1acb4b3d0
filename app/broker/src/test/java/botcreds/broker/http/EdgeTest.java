package botcreds.broker.http;

import static botcreds.broker.http.ApiServer.ADMIN;
import static botcreds.broker.http.ApiServer.MACHINA;
import static botcreds.broker.http.ApiServer.ask;
import static botcreds.broker.http.ApiServer.code;
import static botcreds.broker.http.ApiServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the edge refuses, and what scripts of humans can do. */
class EdgeTest {
    @TempDir
    static Path directory;

    private static ApiServer api;

    @BeforeAll
    static void start() throws Exception {
        api = new ApiServer(directory);
    }

    @AfterAll
    static void stop() throws Exception {
        api.close();
    }

    private static HttpResponse<String> get(String key, String path) throws Exception {
        return api.send(api.as(key, path).GET().build());
    }

    private static HttpResponse<String> decide(String id, String verb, String body) throws Exception {
        return api.send(api.post(ADMIN, "/v1/requests/" + id + "/" + verb, body));
    }

    private static JsonNode pending(String repo) throws Exception {
        return json(api.send(api.post(MACHINA, "/v1/token", ask(repo, "contents:write"))));
    }

    @Test
    void everyRouteOfTheDescriptionIsThereAndTakesItsMethodsOnly() throws Exception {
        for (Map.Entry<String, List<String>> route : new ApiContract().routes().entrySet()) {
            String path = route.getKey().replaceAll("\\{[a-z_]+}", "abcd");
            for (String method : List.of("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")) {
                HttpResponse<String> answer = api.send(api.request(path)
                        .method(method, BodyPublishers.noBody())
                        .build());
                if (route.getValue().contains(method)) {
                    // What anybody may call looks at the body first.
                    assertThat(answer.statusCode()).as("%s %s", method, path).isIn(200, 401, 415);
                } else {
                    assertThat(answer.statusCode()).as("%s %s", method, path).isEqualTo(405);
                    assertThat(answer.headers().firstValue("Allow")).contains(String.join(", ", route.getValue()));
                }
            }
        }
    }

    @Test
    void whoeverSaysNotWhoTheyAreIsTold() throws Exception {
        HttpResponse<String> nobody = api.send(api.request("/v1/whoami").build());
        HttpResponse<String> wrong = get("wrong", "/v1/whoami");

        assertThat(code(nobody)).isEqualTo("missing_credential");
        assertThat(nobody.headers().firstValue("WWW-Authenticate")).contains("Bearer realm=\"botcreds\"");
        assertThat(code(wrong)).isEqualTo("invalid_credential");
        assertThat(wrong.headers().firstValue("WWW-Authenticate").orElseThrow()).contains("invalid_token");
    }

    @ParameterizedTest
    @Tag("T-95")
    @ValueSource(
            strings = {
                "/",
                "/v1",
                "/v1/",
                "/v1/token/",
                "/v2/token",
                "/V1/token",
                "/h2-console",
                "/h2-console/login.do",
                "/console",
                "/admin",
                "/actuator",
                "/actuator/env",
                "/actuator/health",
                "/actuator/heapdump",
                "/env",
                "/heapdump",
                "/jolokia",
                "/jmx",
                "/manager/html",
                "/metrics",
                "/livez",
                "/readyz",
                "/debug/pprof/",
                "/trace",
                "/dump",
                "/threaddump",
                "/swagger-ui.html",
                "/swagger.json",
                "/api-docs",
                "/graphql",
                "/.git/config",
                "/.git/HEAD",
                "/.env",
                "/.well-known/security.txt",
                "/WEB-INF/web.xml",
                "/META-INF/MANIFEST.MF",
                "/server-status",
                "/phpinfo.php",
                "/wp-login.php",
                "/login",
                "/logout",
                "/static/",
                "/index.html",
                "/favicon.ico",
                "/robots.txt",
                "/policy.yaml",
                "/data/botcreds.mv.db",
                "/data/seal.key",
                "/slack/events",
                "/slack/install",
                "/openapi.json",
                "/openapi.yaml/",
                "/v1/audit/",
                "/v1/requests/abcd",
                "/v1/keys",
                "/v1/token/abcd/approve",
                "/v1/requests/abcd/token",
                "/error",
                "/stacktrace",
                "/config"
            })
    void nothingElseIsThere(String path) throws Exception {
        HttpResponse<String> answer = get(MACHINA, path);

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(code(answer)).isEqualTo("no_such_path");
    }

    @ParameterizedTest
    @Tag("T-74")
    @ValueSource(
            strings = {
                "GET //v1/whoami",
                "GET /v1//whoami",
                "GET /v1/whoami/",
                "GET /v1/whoami;a=b",
                "GET /v1;x/whoami",
                "GET /v1%2fwhoami",
                "GET /v1/%77hoami",
                "GET /v1/./whoami",
                "GET /v1/../v1/whoami",
                "GET /x/../v1/whoami",
                "GET /v1/..;/v1/whoami",
                "GET /v1/whoami%00",
                "GET /v1\\whoami",
                "TRACE /v1/whoami",
                "PROPFIND /v1/whoami",
                "get /v1/whoami"
            })
    void anOddPathOrMethodOpensNothing(String line) throws IOException {
        String answer = raw(
                line + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + MACHINA + "\r\nConnection: close\r\n\r\n");

        assertThat(answer.lines().findFirst().orElseThrow()).matches("HTTP/1.1 (400|404|405) .*");
        assertThat(answer).doesNotContain("machina-bot");
    }

    private static String raw(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), api.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    @Tag("T-73")
    void aBodyIsJsonOfAtMost64Kib() throws Exception {
        String large = ask("myorg/repo-a", "contents:write").replace("Fixing", "x".repeat(70_000));
        assertThat(code(api.send(api.post(MACHINA, "/v1/token", large)))).isEqualTo("body_too_large");

        HttpRequest.Builder form = api.request("/v1/token").header("Authorization", "Bearer " + MACHINA);
        for (String type :
                List.of("application/x-www-form-urlencoded", "text/json", "application/json; charset=utf-16")) {
            HttpResponse<String> answer = api.send(form.copy()
                    .header("Content-Type", type)
                    .POST(BodyPublishers.ofString("repo=o/r"))
                    .build());
            assertThat(answer.statusCode()).as(type).isEqualTo(415);
        }
        assertThat(api.send(form.POST(BodyPublishers.noBody()).build()).statusCode())
                .isEqualTo(415);
        assertThat(code(api.send(api.post(MACHINA, "/v1/token", "{} {}")))).isEqualTo("malformed_json");
        assertThat(json(api.send(api.post(MACHINA, "/v1/token", "{}"))).get("errors"))
                .hasSize(3);
    }

    @Test
    void aScriptSeesWhatWaitsAndDecidesOnce() throws Exception {
        String id = pending("myorg/scripted").get("request_id").asText();
        JsonNode listed =
                json(get(ADMIN, "/v1/requests?state=pending&bot=machina-bot")).get("requests");
        assertThat(listed)
                .anySatisfy(request ->
                        assertThat(request.get("request_id").asText()).isEqualTo(id));

        JsonNode first = json(decide(id, "approve", "{\"persist\": false}"));
        assertThat(first.get("result").asText()).isEqualTo("approved");
        assertThat(first.at("/request/decision/by").asText()).isEqualTo("admin");
        assertThat(code(decide(id, "approve", ""))).isEqualTo("already_decided");

        assertThat(get(MACHINA, "/v1/token/" + id).statusCode()).isEqualTo(200);
        assertThat(json(decide(id, "revoke", "")).get("result").asText()).isEqualTo("revoked");
        assertThat(get(MACHINA, "/v1/token/" + id).statusCode()).isEqualTo(410);
        assertThat(decide("req_" + "b".repeat(26), "approve", "").statusCode()).isEqualTo(404);
    }

    @Test
    void aScriptsMistakeDecidesNothing() throws Exception {
        String id = pending("myorg/mistaken").get("request_id").asText();

        assertThat(decide(id, "approve", "{\"persist\": \"yes\"}").statusCode()).isEqualTo(400);
        assertThat(decide(id, "approve", "{\"persistent\": true}").statusCode()).isEqualTo(400);
        assertThat(decide(id, "deny", "{\"reason\": 7}").statusCode()).isEqualTo(400);
        assertThat(get(ADMIN, "/v1/requests?state=all").statusCode()).isEqualTo(400);
        assertThat(get(ADMIN, "/v1/requests?bot=*").statusCode()).isEqualTo(400);
        assertThat(get(MACHINA, "/v1/token/" + id).statusCode()).isEqualTo(202);
    }

    @Test
    void theAuditLogIsFilteredAndHoldsNoToken() throws Exception {
        JsonNode issued = json(api.send(api.post(MACHINA, "/v1/token", ask("myorg/repo-a", "issues:write"))));

        HttpResponse<String> log = get(ADMIN, "/v1/audit?since=1h&bot=machina-bot&event=credential_issued&limit=1000");

        assertThat(log.body()).doesNotContain(issued.get("token").asText());
        assertThat(json(log).get("events")).isNotEmpty().allSatisfy(row -> {
            assertThat(row.get("event").asText()).isEqualTo("credential_issued");
            assertThat(row.get("hash").asText()).hasSize(64);
        });
        assertThat(json(get(ADMIN, "/v1/audit?since=yesterday&event=x&limit=0")).get("errors"))
                .hasSize(3);
    }
}

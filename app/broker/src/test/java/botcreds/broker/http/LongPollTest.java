package botcreds.broker.http;

import static botcreds.broker.http.ApiServer.ADMIN;
import static botcreds.broker.http.ApiServer.MACHINA;
import static botcreds.broker.http.ApiServer.ask;
import static botcreds.broker.http.ApiServer.code;
import static botcreds.broker.http.ApiServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LongPollTest {
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

    private String pending() throws Exception {
        return json(api.send(api.post(MACHINA, "/v1/token", TO_ASK)))
                .get("request_id")
                .asText();
    }

    private CompletableFuture<HttpResponse<String>> poll(String id) {
        return api.sendAsync(api.as(MACHINA, "/v1/token/" + id)
                .header("Prefer", "wait=50")
                .GET()
                .build());
    }

    private void awaitParked(int count) {
        await().atMost(Duration.ofSeconds(30)).until(() -> api.parked.count() == count);
    }

    private static HttpResponse<String> of(CompletableFuture<HttpResponse<String>> answer) throws Exception {
        return answer.get(30, TimeUnit.SECONDS);
    }

    private HttpResponse<String> decide(String id, String verb, String body) throws Exception {
        return api.send(api.post(ADMIN, "/v1/requests/" + id + "/" + verb, body));
    }

    @Test
    void anAskThatWaitsIsAnsweredWithTheTokenWhenAHumanSaysYes() throws Exception {
        CompletableFuture<HttpResponse<String>> answer = api.sendAsync(api.as(MACHINA, "/v1/token")
                .header("Prefer", "wait=50")
                .POST(HttpRequest.BodyPublishers.ofString(TO_ASK))
                .build());
        awaitParked(1);

        String id = json(api.send(api.as(ADMIN, "/v1/requests?state=pending").build()))
                .at("/requests/0/request_id")
                .asText();
        assertThat(decide(id, "approve", "{}").statusCode()).isEqualTo(200);

        assertThat(of(answer).statusCode()).isEqualTo(200);
        assertThat(json(of(answer)).get("approval").asText()).isEqualTo("manual");
        assertThat(of(answer).headers().firstValue("Preference-Applied")).contains("wait=50");
        awaitParked(0);
    }

    @Test
    void aPollIsAnsweredWithTheHumansReasonWhenTheySayNo() throws Exception {
        String id = pending();
        CompletableFuture<HttpResponse<String>> answer = poll(id);
        awaitParked(1);

        decide(id, "deny", "{\"reason\": \"use the fork\"}");

        assertThat(of(answer).statusCode()).isEqualTo(403);
        assertThat(code(of(answer))).isEqualTo("approval_denied");
        assertThat(json(of(answer)).get("detail").asText()).contains("use the fork");
    }

    @Test
    void whenTheWaitIsOverTheAnswerIs202() throws Exception {
        HttpResponse<String> answer =
                api.send(api.as(MACHINA, "/v1/token/" + pending() + "?wait=1").build());

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(json(answer).get("state").asText()).isEqualTo("PENDING");
        awaitParked(0);
    }

    @Test
    void aWaitOfMoreThanAMinuteIsAMinuteAndSaysSo() throws Exception {
        HttpResponse<String> answer = api.send(api.as(MACHINA, "/v1/token")
                .header("Prefer", "respond-async, wait=600")
                .POST(HttpRequest.BodyPublishers.ofString(ask("myorg/repo-a", "contents:write")))
                .build());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Preference-Applied")).contains("wait=60");
        assertThat(api.send(api.as(MACHINA, "/v1/token/" + pending() + "?wait=soon")
                                .build())
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    @Tag("T-75")
    void parkedPollsHoldNoThread() throws Exception {
        String id = pending();
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        int most = 40;
        for (int at = 0; at < most; at++) {
            answers.add(poll(id));
        }
        // More than the server has threads, of which it needs some for itself.
        awaitParked(most);
        assertThat(most).isGreaterThan(api.threads.getMaxThreads());
        assertThat(api.send(api.as(MACHINA, "/v1/whoami").build()).statusCode()).isEqualTo(200);

        decide(id, "approve", "");

        for (CompletableFuture<HttpResponse<String>> answer : answers) {
            assertThat(of(answer).statusCode()).isEqualTo(200);
        }
        assertThat(answers.stream()
                        .map(each -> json(each.join()).get("token").asText())
                        .distinct())
                .hasSize(1);
        assertThat(api.house.gitHub.mints).hasSize(1);
        awaitParked(0);
    }

    @Test
    @Tag("T-98")
    void aBrokerThatStopsTellsParkedBotsToComeBack() throws Exception {
        String id = pending();
        List<CompletableFuture<HttpResponse<String>>> answers = List.of(poll(id), poll(id), poll(id));
        awaitParked(3);

        assertThat(api.parked.drain(Duration.ofSeconds(30))).isTrue();

        for (CompletableFuture<HttpResponse<String>> answer : answers) {
            assertThat(of(answer).statusCode()).isEqualTo(503);
            assertThat(code(of(answer))).isEqualTo("stopping");
            assertThat(of(answer).headers().firstValue("Retry-After")).contains("1");
        }
        assertThat(of(poll(id)).statusCode())
                .as("a late poll is not parked any more")
                .isEqualTo(202);
    }

    @Test
    @Tag("T-59")
    void aParkedBotWhoseKeyIsRevokedIsAnsweredWithoutACredential() throws Exception {
        String id = pending();
        CompletableFuture<HttpResponse<String>> answer = poll(id);
        awaitParked(1);

        api.parked.recheck();
        assertThat(answer).as("its key still counts").isNotDone();
        api.keys.clear();
        api.parked.recheck();

        assertThat(of(answer).statusCode()).isEqualTo(401);
    }

    @Test
    @Tag("T-59")
    void anApprovalAfterTheKeyWasRevokedDeliversNothing() throws Exception {
        String id = pending();
        CompletableFuture<HttpResponse<String>> answer = poll(id);
        awaitParked(1);

        api.keys.clear();
        decide(id, "approve", "");

        assertThat(of(answer).statusCode()).isEqualTo(401);
        assertThat(api.house.gitHub.mints).isEmpty();
    }

    @Test
    void aPollThatIsCancelledElsewhereIsAnsweredAtOnce() throws Exception {
        String id = pending();
        CompletableFuture<HttpResponse<String>> answer = poll(id);
        awaitParked(1);

        api.send(api.as(MACHINA, "/v1/token/" + id).DELETE().build());

        assertThat(of(answer).statusCode()).isEqualTo(410);
        assertThat(code(of(answer))).isEqualTo("cancelled");
    }
}

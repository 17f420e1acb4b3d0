package botcreds.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class McpTest {
    @TempDir
    Path home;

    private MintingBroker broker;
    private Typed typed;

    @BeforeEach
    void start() throws IOException {
        broker = new MintingBroker(Clock.systemUTC());
        typed = new Typed(home).with("BOTCREDS_URL", broker.url()).with("BOTCREDS_API_KEY", "bcb_key");
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    private List<JsonObject> say(String... messages) {
        assertThat(typed.feed(String.join("\n", messages) + "\n", "mcp"))
                .as(typed.err())
                .isZero();
        return typed.out()
                .lines()
                .map(line -> JsonParser.parseString(line).getAsJsonObject())
                .toList();
    }

    private static String call(String tool, String arguments) {
        return "{\"jsonrpc\": \"2.0\", \"id\": 7, \"method\": \"tools/call\", \"params\": {\"name\": \"" + tool
                + "\", \"arguments\": " + arguments + "}}";
    }

    private String told(String tool, String arguments) {
        JsonObject result = say(call(tool, arguments)).get(0).getAsJsonObject("result");
        return result.get("isError") + " "
                + result.getAsJsonArray("content")
                        .get(0)
                        .getAsJsonObject()
                        .get("text")
                        .getAsString();
    }

    @Test
    void aClientIsGreetedInItsVersionAndNotificationsAreNotAnswered() {
        List<JsonObject> answers = say(
                "{\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"initialize\", \"params\": {\"protocolVersion\": \"2025-03-26\"}}",
                "{\"jsonrpc\": \"2.0\", \"method\": \"notifications/initialized\"}",
                "{\"jsonrpc\": \"2.0\", \"id\": \"p\", \"method\": \"ping\"}",
                "{\"jsonrpc\": \"2.0\", \"id\": 2, \"method\": \"tools/list\"}",
                "{\"jsonrpc\": \"2.0\", \"id\": 3, \"method\": \"resources/list\"}",
                "not json",
                "[]");

        assertThat(answers).hasSize(6);
        assertThat(answers.get(0)
                        .getAsJsonObject("result")
                        .get("protocolVersion")
                        .getAsString())
                .isEqualTo("2025-03-26");
        assertThat(answers.get(1).get("id").getAsString()).isEqualTo("p");
        assertThat(answers.get(2).getAsJsonObject("result").getAsJsonArray("tools"))
                .hasSize(5);
        assertThat(answers.subList(3, 6).stream()
                        .map(answer ->
                                answer.getAsJsonObject("error").get("code").getAsInt()))
                .containsExactly(-32601, -32700, -32600);
    }

    @Test
    void approvedAccessIsThereForGitAndTheModelNeverSeesTheToken() {
        String scope = "{\"repo\": \"o/r\", \"permissions\": [\"contents:write\"], \"reason\": \"fix #1\"}";
        assertThat(told("request_github_access", scope)).startsWith("false Approved: contents:write on o/r.");
        assertThat(told("check_access", scope)).startsWith("false Approved");
        assertThat(told("list_my_access", "{}")).contains("contents:write on o/r");
        String all = say(call("request_github_access", scope), call("list_my_access", "{}"))
                .toString();
        assertThat(all).doesNotContain("ghs_");

        assertThat(typed.feed("protocol=https\nhost=github.com\npath=o/r.git\n\n", "git-credential", "get"))
                .isZero();
        assertThat(typed.out()).contains("password=ghs_");
        assertThat(broker.calls).containsExactly("POST /v1/token");

        assertThat(told("release_access", "{\"repo\": \"o/r\"}")).contains("given back");
        assertThat(told("list_my_access", "{}")).isEqualTo("false You have no access now.");
        assertThat(broker.calls).contains("DELETE /v1/token/ID");
    }

    @Test
    void aNoIsToldWithItsReasonAndWhatToDoInstead() {
        String denied = "{\"repo\": \"o/denied\", \"permissions\": \"contents:write\", \"reason\": \"fix #1\"}";
        assertThat(told("request_github_access", denied))
                .isEqualTo("true @bob said no: use the fork. Do not ask again.");
        assertThat(told("explain_denial", denied)).contains("A rule denies it. Ask for contents:read.");
        assertThat(told("request_github_access", "{\"repo\": \"o/r\"}")).startsWith("true ");
        assertThat(told("check_access", "{\"repo\": \"o/r\", \"permissions\": [\"issues:read\"]}"))
                .contains("There is no access to issues:read on o/r yet.");
    }

    @Test
    void moreThanAnHourIsASession() {
        told(
                "request_github_access",
                "{\"repo\": \"o/r\", \"permissions\": [\"contents:read\"], \"reason\": \"x\", \"duration\": \"8h\"}");
        assertThat(broker.bodies.get(0)).contains("\"kind\":\"session\"", "\"ttl\":28800");
    }
}

package botcreds.sandbox.slack;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;

/** Calls the sandbox as an app does: forms with a bearer token, as Slack's Java SDK sends them. */
final class WebApi {

    private final HttpClient http = HttpClient.newHttpClient();
    private final SandboxSlack slack;

    WebApi(SandboxSlack slack) {
        this.slack = slack;
    }

    /** Names and values in turn. */
    ObjectNode call(String method, String... arguments) throws IOException, InterruptedException {
        return body(raw(method, slack.options().botToken(), arguments));
    }

    ObjectNode callAs(String token, String method) throws IOException, InterruptedException {
        return body(raw(method, token));
    }

    HttpResponse<String> raw(String method, String token, String... arguments)
            throws IOException, InterruptedException {
        List<String> pairs = new ArrayList<>();
        for (int i = 0; i < arguments.length; i += 2) {
            pairs.add(arguments[i] + "=" + URLEncoder.encode(arguments[i + 1], UTF_8));
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(slack.apiUrl() + method))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(String.join("&", pairs)));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> postJson(String url, String json, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create(slack.origin() + path)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** Posts the approval card and gives its timestamp. */
    String postCard(String channel) throws IOException, InterruptedException {
        return call("chat.postMessage", "channel", channel, "text", "approval needed", "blocks", Samples.CARD)
                .path("ts")
                .asText();
    }

    static ObjectNode body(HttpResponse<String> response) {
        return Json.readObject(response.body()).orElseThrow(() -> new AssertionError(response.body()));
    }
}

package botcreds.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** A bot as anybody could write one: it asks, and waits on the poll URL while a human decides. */
final class DemoBot {
    private static final Duration ONE_CALL = Duration.ofSeconds(90);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI api;
    private final HttpClient http =
            HttpClient.newBuilder().proxy(HttpClient.Builder.NO_PROXY).build();

    DemoBot(URI api) {
        this.api = api;
    }

    /** What the broker answered; the body is empty when it was no JSON. */
    record Answer(int status, JsonNode body) {
        boolean isPending() {
            return status == 202;
        }

        String text(String pointer) {
            return body.at(pointer).asText();
        }

        /** Returns this if it has the status, and otherwise tells what the broker said instead. */
        Answer require(int expected) {
            if (status != expected) {
                throw new DemoFailed("the broker answered " + status + " " + text("/code") + ": " + text("/detail")
                        + " " + text("/hint"));
            }
            return this;
        }
    }

    static String question(String repository, String permission, String reason) {
        ObjectNode question = JSON.createObjectNode().put("repo", repository);
        question.putArray("permissions").add(permission);
        return question.put("reason", reason).toString();
    }

    Answer ask(String key, String question) throws IOException, InterruptedException {
        return send(
                key,
                request("/v1/token")
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(question)));
    }

    /** Polls until somebody has decided. */
    Answer collect(String key, Answer pending, Duration bound) throws IOException, InterruptedException {
        String poll = pending.text("/poll_url") + "?wait=50";
        long end = System.nanoTime() + bound.toNanos();
        Answer latest = pending;
        while (latest.isPending()) {
            if (System.nanoTime() > end) {
                throw new DemoFailed("nobody decided within " + bound.toMinutes() + " minutes");
            }
            latest = send(key, request(poll).GET());
        }
        return latest;
    }

    Answer get(String key, String path) throws IOException, InterruptedException {
        return send(key, request(path).GET());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(api.resolve(path)).timeout(ONE_CALL);
    }

    private Answer send(String key, HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(
                request.header("Authorization", "Bearer " + key).build(), HttpResponse.BodyHandlers.ofString());
        return new Answer(response.statusCode(), json(response.body()));
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException notJson) {
            return JSON.createObjectNode();
        }
    }
}

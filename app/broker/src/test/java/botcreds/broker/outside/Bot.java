package botcreds.broker.outside;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** A program with a bearer key at the API's door: a bot, or an admin's script. Finds the broker anew for each call. */
final class Bot {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

    private final String key;
    private final Supplier<URI> api;

    Bot(String key, Supplier<URI> api) {
        this.key = key;
        this.api = api;
    }

    String key() {
        return key;
    }

    /** How the key stands in the policy. */
    String keySha256() {
        return HexFormat.of().formatHex(sha256(key));
    }

    static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }

    static String ask(String repository, String... permissions) {
        return ask(List.of(repository), "fixing a bug", permissions);
    }

    static String ask(List<String> repositories, String reason, String... permissions) {
        ObjectNode body = JSON.createObjectNode().put("reason", reason);
        repositories.forEach(body.putArray("repos")::add);
        List.of(permissions).forEach(body.putArray("permissions")::add);
        return body.toString();
    }

    Reply request(String ask) throws IOException, InterruptedException {
        return send("POST", "/v1/token", ask, 60);
    }

    Reply request(String ask, int waitSeconds) throws IOException, InterruptedException {
        return send("POST", "/v1/token?wait=" + waitSeconds, ask, waitSeconds + 60);
    }

    Reply poll(String requestId, int waitSeconds) throws IOException, InterruptedException {
        return send("GET", "/v1/token/" + requestId + "?wait=" + waitSeconds, "", waitSeconds + 60);
    }

    CompletableFuture<Reply> polling(String requestId, int waitSeconds) {
        return HTTP.sendAsync(
                        built("GET", "/v1/token/" + requestId + "?wait=" + waitSeconds, "", waitSeconds + 60),
                        HttpResponse.BodyHandlers.ofString())
                .thenApply(Reply::of);
    }

    Reply send(String method, String path, String body) throws IOException, InterruptedException {
        return send(method, path, body, 60);
    }

    private Reply send(String method, String path, String body, int seconds) throws IOException, InterruptedException {
        return Reply.of(HTTP.send(built(method, path, body, seconds), HttpResponse.BodyHandlers.ofString()));
    }

    private HttpRequest built(String method, String path, String body, int seconds) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(api.get().resolve(path))
                .timeout(Duration.ofSeconds(seconds))
                .header("Authorization", "Bearer " + key);
        if (body.isEmpty()) {
            return builder.method(method, HttpRequest.BodyPublishers.noBody()).build();
        }
        return builder.header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
    }
}

package botcreds.command;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A broker that mints at once, unless the repository is called {@code pending} or {@code denied}, and knows until when each
 * of its tokens lives. Thread-safe.
 */
final class MintingBroker implements AutoCloseable {
    final List<String> calls = new CopyOnWriteArrayList<>();
    final List<String> bodies = new CopyOnWriteArrayList<>();
    final Map<String, Instant> tokens = new ConcurrentHashMap<>();
    volatile Duration life = Duration.ofHours(1);
    volatile Duration session = Duration.ofHours(8);
    volatile boolean away;
    volatile String marking = "\"trailer\": \"Bot: machina-bot\"";
    private final Map<String, JsonObject> requests = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();
    private final Clock clock;
    private final HttpServer server;

    MintingBroker(Clock clock) throws IOException {
        this.clock = clock;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String path = exchange.getRequestURI().getPath();
        String call = exchange.getRequestMethod() + " " + path.replaceAll("req_[0-9]+", "ID");
        calls.add(call);
        bodies.add(body);
        if (away) {
            exchange.close();
            return;
        }
        String id = path.replaceAll("^/v1/token/|/refresh$", "");
        switch (call) {
            case "POST /v1/token" -> {
                String fresh = "req_" + count.incrementAndGet();
                requests.put(fresh, JsonParser.parseString(body).getAsJsonObject());
                decide(exchange, fresh);
            }
            case "GET /v1/token/ID", "POST /v1/token/ID/refresh" -> decide(exchange, id);
            case "DELETE /v1/token/ID" -> send(exchange, 204, "");
            case "GET /v1/can" ->
                send(exchange, 200, "{\"why\": \"A rule denies it.\", \"hint\": \"Ask for contents:read.\"}");
            default -> send(exchange, 418, "");
        }
    }

    private void decide(HttpExchange exchange, String id) throws IOException {
        JsonObject ask = requests.get(id);
        String repo = ask.getAsJsonArray("repos").get(0).getAsString();
        if (repo.endsWith("/pending")) {
            send(exchange, 202, "{\"request_id\": \"" + id + "\", \"state\": \"PENDING\"}");
        } else if (repo.endsWith("/denied")) {
            send(
                    exchange,
                    403,
                    "{\"code\": \"approval_denied\", \"detail\": \"@bob said no: use the fork.\","
                            + " \"hint\": \"Do not ask again.\", \"request_id\": \"" + id + "\"}");
        } else {
            send(exchange, 200, credential(id, ask));
        }
    }

    private String credential(String id, JsonObject ask) {
        String token = "ghs_minted" + tokens.size() + "x".repeat(20);
        Instant end = clock.instant().plus(life);
        tokens.put(token, end);
        boolean isSession = ask.get("kind").getAsString().equals("session");
        return "{\"request_id\": \"%s\", \"token_id\": \"tok_1\", \"token\": \"%s\", \"expires_at\": \"%s\", %s"
                        .formatted(
                                id,
                                token,
                                end,
                                isSession
                                        ? "\"session_expires_at\": \""
                                                + clock.instant().plus(session) + "\","
                                        : "")
                + "\"repos\": %s, \"permissions\": %s, \"approval\": \"auto\", \"attribution\": {%s}}"
                        .formatted(ask.get("repos"), ask.get("permissions"), marking);
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

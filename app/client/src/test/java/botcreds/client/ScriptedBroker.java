package botcreds.client;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Says what a test has written down, line by line, on a loopback port, and keeps what it was asked. Thread-safe. */
final class ScriptedBroker implements AutoCloseable {
    static final String ID = "req_abc";

    /** What arrived. */
    record Asked(String method, String uri, Headers headers, String body) {
        Optional<String> header(String name) {
            return Optional.ofNullable(headers.getFirst(name));
        }
    }

    private interface Line {
        void speak(HttpExchange exchange) throws IOException;
    }

    final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final ConcurrentLinkedQueue<Line> script = new ConcurrentLinkedQueue<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;

    ScriptedBroker() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    ScriptedBroker says(int status, String body, String... headers) {
        script.add(exchange -> {
            for (int at = 0; at < headers.length; at += 2) {
                exchange.getResponseHeaders().set(headers[at], headers[at + 1]);
            }
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        return this;
    }

    /** Takes the next call and closes the connection without a word. */
    ScriptedBroker hangsUp() {
        script.add(HttpExchange::close);
        return this;
    }

    ScriptedBroker issues(String token, Instant expiresAt) {
        return says(200, credential(token, expiresAt, ""));
    }

    ScriptedBroker issuesSession(String token, Instant expiresAt, Instant sessionEnd) {
        return says(200, credential(token, expiresAt, "\"session_expires_at\": \"" + sessionEnd + "\","));
    }

    ScriptedBroker isPending() {
        return says(202, "{\"request_id\": \"" + ID + "\", \"state\": \"PENDING\"}", "Retry-After", "5");
    }

    ScriptedBroker refuses(int status, String code, String detail, String... headers) {
        return says(
                status,
                "{\"status\": %d, \"code\": \"%s\", \"detail\": \"%s\", \"hint\": \"Do this next.\", \"request_id\": \"%s\"}"
                        .formatted(status, code, detail, ID),
                headers);
    }

    static String credential(String token, Instant expiresAt, String more) {
        return """
                {"request_id": "%s", "token_id": "tok_1", "token": "%s", "expires_at": "%s", %s
                 "repos": ["myorg/repo-a"], "permissions": ["contents:write"], "approval": "auto",
                 "git": {"clone_url": "https://x-access-token:%s@github.com/myorg/repo-a.git",
                         "askpass_script": "echo %s", "username": "x-access-token"},
                 "attribution": {"name": "myapp[bot]", "email": "1+myapp[bot]@users.noreply.github.com",
                                 "trailer": "Bot: machina-bot"}}
                """.formatted(ID, token, expiresAt, more, token, token);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Headers headers = new Headers();
        headers.putAll(exchange.getRequestHeaders());
        asked.add(
                new Asked(exchange.getRequestMethod(), exchange.getRequestURI().toString(), headers, body));
        Line next = script.poll();
        if (next == null) {
            exchange.sendResponseHeaders(418, -1);
            exchange.close();
            return;
        }
        next.speak(exchange);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}

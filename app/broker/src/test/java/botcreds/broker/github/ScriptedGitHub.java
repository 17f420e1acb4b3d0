package botcreds.broker.github;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/**
 * A GitHub on a real socket that answers as GitHub does, until a test scripts the next answers to a method and path. What is
 * scripted is used up in order.
 */
final class ScriptedGitHub implements AutoCloseable {
    static final ObjectMapper JSON = new ObjectMapper();

    /** One call as it arrived. */
    record Seen(String method, String path, String authorization, Map<String, List<String>> headers, String body) {
        JsonNode json() {
            return tree(body);
        }
    }

    /** An answer; cutAt below the body's length closes the connection there, below zero before anything is answered. */
    record Reply(int status, Map<String, String> headers, String body, int cutAt) {
        static Reply of(int status, String body, String... headers) {
            Map<String, String> all = new ConcurrentHashMap<>();
            for (int at = 0; at < headers.length; at += 2) {
                all.put(headers[at], headers[at + 1]);
            }
            return new Reply(status, all, body, Integer.MAX_VALUE);
        }

        static Reply message(int status, String message, String... headers) {
            return of(status, "{\"message\":\"" + message + "\",\"status\":\"" + status + "\"}", headers);
        }

        static Reply dropped() {
            return new Reply(0, Map.of(), "", -1);
        }

        Reply cut(int at) {
            return new Reply(status, headers, body, at);
        }
    }

    final List<Seen> calls = java.util.Collections.synchronizedList(new ArrayList<>());
    final Map<Long, String> repositories = new ConcurrentHashMap<>();
    final Map<String, String> granted = new ConcurrentHashMap<>(
            Map.of("metadata", "read", "contents", "write", "issues", "write", "administration", "read"));
    final Set<String> dead = ConcurrentHashMap.newKeySet();
    final Set<String> minted = ConcurrentHashMap.newKeySet();
    volatile CountDownLatch gate = new CountDownLatch(0);

    static {
        // The JDK's server otherwise waits 40 ms for an acknowledgement on every answer.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final Map<String, ConcurrentLinkedDeque<UnaryOperator<Reply>>> scripts = new ConcurrentHashMap<>();
    private final AtomicInteger tokens = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;

    ScriptedGitHub() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 200);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        repositories.put(11L, "myorg/repo-a");
        repositories.put(12L, "myorg/repo-b");
        server.createContext("/", this::serve);
        server.setExecutor(threads);
        server.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/api/v3");
    }

    Endpoint endpoint() {
        return endpoint(Duration.ofSeconds(10));
    }

    Endpoint endpoint(Duration callTimeout) {
        return new Endpoint(uri(), URI.create("https://git.example"), "2022-11-28", Duration.ofSeconds(2), callTimeout);
    }

    /** Scripts the next answer to this kind of call: {@code mint}, {@code revoke}, {@code installation}, {@code app}, {@code user}. */
    ScriptedGitHub next(String kind, Reply... replies) {
        Arrays.stream(replies).forEach(reply -> changing(kind, ordinary -> reply));
        return this;
    }

    /** Scripts the next answer as a change of the ordinary one. */
    void changing(String kind, UnaryOperator<Reply> change) {
        scripts.computeIfAbsent(kind, any -> new ConcurrentLinkedDeque<>()).add(change);
    }

    /** Scripts the next mint's answer as a change of the ordinary one's fields. */
    void changingMint(java.util.function.Consumer<ObjectNode> change) {
        changing("mint", reply -> {
            ObjectNode tree = (ObjectNode) tree(reply.body());
            change.accept(tree);
            return new Reply(reply.status(), reply.headers(), tree.toString(), Integer.MAX_VALUE);
        });
    }

    long count(String kind) {
        synchronized (calls) {
            return calls.stream().filter(seen -> kind(seen).equals(kind)).count();
        }
    }

    Seen last(String kind) {
        synchronized (calls) {
            return calls.stream()
                    .filter(seen -> kind(seen).equals(kind))
                    .reduce((one, other) -> other)
                    .orElseThrow();
        }
    }

    private static String kind(Seen seen) {
        if (seen.path().endsWith("/access_tokens")) {
            return "mint";
        }
        if (seen.path().endsWith("/installation")) {
            return "installation";
        }
        if (seen.path().contains("/users/")) {
            return "user";
        }
        return seen.path().endsWith("/installation/token") ? "revoke" : "app";
    }

    private void serve(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Seen seen = new Seen(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getRawPath(),
                exchange.getRequestHeaders().getFirst("Authorization"),
                exchange.getRequestHeaders(),
                body);
        calls.add(seen);
        try {
            gate.await();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        UnaryOperator<Reply> script =
                scripts.getOrDefault(kind(seen), new ConcurrentLinkedDeque<>()).poll();
        if (script != null && kind(seen).equals("revoke")) {
            answer(exchange, script.apply(Reply.of(204, "")));
            return;
        }
        Reply reply = ordinary(seen);
        answer(exchange, script == null ? reply : script.apply(reply));
    }

    private Reply ordinary(Seen seen) {
        return switch (kind(seen)) {
            case "mint" -> mint(seen.json());
            case "revoke" -> revoke(seen.authorization().substring("Bearer ".length()));
            case "installation" -> installation(seen.path());
            case "user" -> Reply.of(200, "{\"login\":\"myapp[bot]\",\"id\":123}");
            default -> Reply.of(200, "{\"id\":7,\"slug\":\"myapp\"}");
        };
    }

    private Reply revoke(String token) {
        return dead.add(token) && minted.contains(token) ? Reply.of(204, "") : Reply.message(401, "Bad credentials");
    }

    private Reply installation(String path) {
        String name = path.replaceAll(".*/repos/(.*)/installation", "$1");
        if (repositories.values().stream().noneMatch(name::equalsIgnoreCase)) {
            return Reply.message(404, "Not Found");
        }
        ObjectNode tree = JSON.createObjectNode().put("id", 77).put("app_slug", "myapp");
        tree.put("target_type", "Organization").putNull("suspended_at");
        tree.putObject("account").put("login", name.split("/", -1)[0]);
        ObjectNode permissions = tree.putObject("permissions");
        granted.forEach(permissions::put);
        return Reply.of(200, tree.toString());
    }

    private Reply mint(JsonNode asked) {
        String token = "ghs_7_" + "h-e_a".repeat(30) + "." + "p".repeat(300) + "." + tokens.incrementAndGet();
        ObjectNode tree = JSON.createObjectNode().put("token", token);
        tree.put("expires_at", Instant.now().plusSeconds(3600).toString());
        tree.putObject("permissions").setAll((ObjectNode) asked.path("permissions"));
        tree.withObject("/permissions").put("metadata", "read");
        tree.put("repository_selection", "selected");
        var list = tree.putArray("repositories");
        repositories.forEach((id, name) -> {
            boolean wanted = false;
            for (JsonNode each : asked.path("repository_ids")) {
                wanted |= each.longValue() == id;
            }
            for (JsonNode each : asked.path("repositories")) {
                wanted |= name.toLowerCase(java.util.Locale.ROOT)
                        .endsWith("/" + each.asText().toLowerCase(java.util.Locale.ROOT));
            }
            if (wanted) {
                list.addObject()
                        .put("id", id)
                        .put("name", name.split("/", -1)[1])
                        .put("full_name", name);
            }
        });
        if (list.size()
                != asked.path("repository_ids").size()
                        + asked.path("repositories").size()) {
            return Reply.message(
                    422,
                    "There is at least one repository that does not exist or is not accessible to the parent installation.");
        }
        minted.add(token);
        return Reply.of(201, tree.toString());
    }

    private void answer(HttpExchange exchange, Reply reply) throws IOException {
        if (reply.cutAt() < 0) {
            exchange.close();
            return;
        }
        byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("X-GitHub-Request-Id", "ABCD:1");
        reply.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            OutputStream out = exchange.getResponseBody();
            out.write(body, 0, Math.min(body.length, reply.cutAt()));
            out.flush();
        }
        exchange.close();
    }

    static JsonNode tree(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    @Override
    public void close() {
        gate.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}

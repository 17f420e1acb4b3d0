package botcreds.sandbox.slack;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.java_websocket.WebSocket;
import org.java_websocket.framing.CloseFrame;
import org.java_websocket.handshake.ClientHandshake;
import org.java_websocket.server.WebSocketServer;
import org.jspecify.annotations.Nullable;

/**
 * Socket Mode: {@code apps.connections.open} gives a ticket for a WebSocket on a port of its own; each payload goes to
 * one of the open connections in an envelope, and the broker's answer comes back in the acknowledgement
 * (<a href="https://docs.slack.dev/apis/events-api/using-socket-mode">docs.slack.dev</a>). Thread-safe.
 */
final class SocketMode implements AutoCloseable {

    private static final int MOST_CONNECTIONS = 10;

    private final String appId;
    private final Set<String> tickets = ConcurrentHashMap.newKeySet();
    private final List<WebSocket> open = new CopyOnWriteArrayList<>();
    private final Map<String, CompletableFuture<String>> awaited = new ConcurrentHashMap<>();
    private final AtomicInteger next = new AtomicInteger();
    private @Nullable Server server;

    SocketMode(String appId) {
        this.appId = appId;
    }

    /** The answer of {@code apps.connections.open}. */
    synchronized ObjectNode openConnection() {
        if (open.size() >= MOST_CONNECTIONS) {
            return Answers.error("too_many_websockets");
        }
        if (server == null) {
            server = Server.started(this);
        }
        String ticket = UUID.randomUUID().toString();
        tickets.add(ticket);
        return Answers.ok().put("url", "ws://127.0.0.1:" + server.getPort() + "/link/?ticket=" + ticket);
    }

    boolean connected() {
        return !open.isEmpty();
    }

    /** Tells every connection to come back on a new one, then hangs up: Slack does so every few hours. */
    void disconnect(String reason) {
        for (WebSocket socket : open) {
            socket.send(Json.object()
                    .put("type", "disconnect")
                    .put("reason", reason)
                    .toString());
            socket.close(CloseFrame.NORMAL);
        }
    }

    Delivery deliver(String type, ObjectNode payload, Map<String, String> retry, Duration within) {
        List<WebSocket> now = List.copyOf(open);
        if (now.isEmpty()) {
            return Delivery.failed("dispatch_failed: no socket is open");
        }
        String id = UUID.randomUUID().toString();
        ObjectNode envelope = Json.object().put("envelope_id", id).put("type", type);
        envelope.put("accepts_response_payload", !type.equals("events_api"));
        if (type.equals("events_api")) {
            envelope.put("retry_attempt", Integer.parseInt(retry.getOrDefault("X-Slack-Retry-Num", "0")));
            envelope.put("retry_reason", retry.getOrDefault("X-Slack-Retry-Reason", ""));
        }
        envelope.set("payload", payload);
        CompletableFuture<String> answer = new CompletableFuture<>();
        awaited.put(id, answer);
        try {
            now.get(Math.floorMod(next.getAndIncrement(), now.size())).send(envelope.toString());
            return new Delivery(200, answer.get(within.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException late) {
            return Delivery.failed("operation_timeout");
        } catch (ExecutionException | RuntimeException broken) {
            return Delivery.failed("dispatch_failed: " + broken);
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
            return Delivery.failed("the sandbox is closing");
        } finally {
            awaited.remove(id);
        }
    }

    private void opened(WebSocket socket, String resource) {
        String ticket = resource.substring(resource.indexOf("ticket=") + "ticket=".length())
                .split("&", 2)[0];
        if (!tickets.remove(ticket)) {
            socket.close(CloseFrame.POLICY_VALIDATION, "unknown ticket");
            return;
        }
        ObjectNode hello = Json.object().put("type", "hello").put("num_connections", open.size() + 1);
        hello.putObject("connection_info").put("app_id", appId);
        hello.putObject("debug_info").put("host", "sandbox").put("approximate_connection_time", 3600);
        socket.send(hello.toString());
        open.add(socket);
    }

    private void received(String text) {
        Optional<ObjectNode> message = Json.readObject(text);
        message.map(each -> awaited.get(Json.text(each, "envelope_id"))).ifPresent(waiting -> {
            var payload = message.orElseThrow().path("payload");
            waiting.complete(payload.isMissingNode() || payload.isNull() ? "" : payload.toString());
        });
    }

    @Override
    public synchronized void close() {
        if (server != null) {
            try {
                server.stop(500);
            } catch (InterruptedException closing) {
                Thread.currentThread().interrupt();
            }
            server = null;
        }
    }

    private static final class Server extends WebSocketServer {

        private final SocketMode mode;
        private final CountDownLatch listening = new CountDownLatch(1);

        private Server(SocketMode mode) {
            super(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
            this.mode = mode;
        }

        static Server started(SocketMode mode) {
            Server server = new Server(mode);
            server.setReuseAddr(true);
            server.setDaemon(true);
            server.start();
            try {
                // The port is known only then.
                if (!server.listening.await(10, TimeUnit.SECONDS)) {
                    throw new IllegalStateException("the WebSocket port did not open within 10 seconds");
                }
            } catch (InterruptedException closing) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while the WebSocket port opened", closing);
            }
            return server;
        }

        @Override
        public void onOpen(WebSocket socket, ClientHandshake handshake) {
            mode.opened(socket, handshake.getResourceDescriptor());
        }

        @Override
        public void onClose(WebSocket socket, int code, String reason, boolean remote) {
            mode.open.remove(socket);
        }

        @Override
        public void onMessage(WebSocket socket, String message) {
            mode.received(message);
        }

        @Override
        public void onError(@Nullable WebSocket socket, Exception broken) {
            if (socket != null) {
                mode.open.remove(socket);
            }
        }

        @Override
        public void onStart() {
            listening.countDown();
        }
    }
}

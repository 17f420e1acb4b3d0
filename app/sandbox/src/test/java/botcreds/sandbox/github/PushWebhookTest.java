package botcreds.sandbox.github;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PushWebhookTest {
    private static final String SECRET = "It's a Secret to Everybody";

    @TempDir
    Path dir;

    private record Delivery(String event, String signature, String body) {}

    @Test
    void theSignatureIsTheOneGitHubsPageShows() {
        assertThat(PushWebhook.signature(SECRET, "Hello, World!".getBytes(UTF_8)))
                .isEqualTo("757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17");
    }

    @Test
    void aPushIsToldWithASignature() throws Exception {
        BlockingQueue<Delivery> deliveries = new LinkedBlockingQueue<>();
        HttpServer receiver = receiver(deliveries);
        URI hook = URI.create("http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook");
        try (SandboxGitHub github =
                SandboxGitHub.start(dir.resolve("hub"), Options.defaults().withWebhook(hook, SECRET))) {
            HostedRepository repository = github.createRepository("myorg/repo-a");
            Installation installation = github.install("myorg", PermissionSet.ofWords("contents:write"));
            String token = new Caller(github).minted(installation.id(), "{}");
            Path work = dir.resolve("work");
            String url = "http://x-access-token:" + token + "@" + github.url().getAuthority() + "/myorg/repo-a.git";

            assertThat(GitCommand.run(dir, "clone", url, work.toString()).code())
                    .isZero();
            assertThat(GitCommand.run(work, "push", "origin", "main:refs/heads/topic")
                            .code())
                    .isZero();

            Delivery delivery = deliveries.poll(20, TimeUnit.SECONDS);
            assertThat(delivery).isNotNull();
            assertThat(delivery.event()).isEqualTo("push");
            assertThat(delivery.signature())
                    .isEqualTo("sha256="
                            + PushWebhook.signature(SECRET, delivery.body().getBytes(UTF_8)));
            JsonNode json = new ObjectMapper().readTree(delivery.body());
            assertThat(json.path("ref").asText()).isEqualTo("refs/heads/topic");
            assertThat(json.path("repository").path("id").asLong()).isEqualTo(repository.id());
            assertThat(json.path("installation").path("id").asLong()).isEqualTo(installation.id());
        } finally {
            receiver.stop(0);
        }
    }

    private static HttpServer receiver(BlockingQueue<Delivery> deliveries) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/hook", exchange -> {
            deliveries.add(new Delivery(
                    exchange.getRequestHeaders().getFirst("X-GitHub-Event"),
                    exchange.getRequestHeaders().getFirst("X-Hub-Signature-256"),
                    new String(exchange.getRequestBody().readAllBytes(), UTF_8)));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        return server;
    }
}

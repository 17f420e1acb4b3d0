package botcreds.broker.gitpolicy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import botcreds.broker.policy.PolicyRejected;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A remote that sends the broker elsewhere. What waits there would take its token, and has the real policy to give. */
@Tag("T-55")
class RedirectedPolicyTest {
    @TempDir
    Path directory;

    private PolicyTown town;
    private HttpServer front;
    private HttpServer elsewhere;
    private final List<String> cameElsewhere = new CopyOnWriteArrayList<>();
    private final List<String> tokens = new CopyOnWriteArrayList<>();

    @BeforeEach
    void build() throws Exception {
        town = new PolicyTown(directory);
        elsewhere = serve(call -> {
            cameElsewhere.add(
                    call.getRequestURI() + " with " + call.getRequestHeaders().getFirst("Authorization"));
            redirect(call, town.gitHub.url() + call.getRequestURI().toString());
        });
    }

    @AfterEach
    void close() {
        elsewhere.stop(0);
        front.stop(0);
        town.close();
    }

    @Test
    void anotherPlaceIsNeverAskedAndGetsNoToken() throws Exception {
        front = serve(call -> {
            tokens.add(String.valueOf(call.getRequestHeaders().getFirst("Authorization")));
            redirect(call, at(elsewhere) + call.getRequestURI().toString());
        });

        assertThatThrownBy(() -> town.new End(plan("/myorg/policy.git")))
                .isInstanceOf(PolicyRejected.class)
                .hasMessageContaining("leads elsewhere (HTTP 302)")
                .hasMessageContaining("set BOTCREDS_POLICY_GIT to its new address");
        assertThat(tokens).anyMatch(each -> each.startsWith("Basic "));
        assertThat(cameElsewhere).isEmpty();
    }

    @Test
    void anotherRepositoryOfTheSamePlaceIsNotTakenInstead() throws Exception {
        front = serve(call -> {
            String path = call.getRequestURI().toString();
            if (path.startsWith("/myorg/policy.git")) {
                redirect(call, at(front) + path.replace("/myorg/policy.git", "/myorg/other.git"));
            } else {
                cameElsewhere.add(path);
                redirect(call, town.gitHub.url() + path);
            }
        });

        assertThatThrownBy(() -> town.new End(plan("/myorg/policy.git"))).isInstanceOf(PolicyRejected.class);
        assertThat(cameElsewhere).isEmpty();
    }

    @Test
    void aConnectionToAnotherOriginIsNotEvenMade() throws Exception {
        front = serve(call -> redirect(call, "/"));
        URL ours = URI.create(at(front) + "/myorg/policy.git").toURL();
        BoundedHttp connections = new BoundedHttp(ours, 1, Long.MAX_VALUE / 2, System::nanoTime);

        for (String other : new String[] {at(elsewhere), at(front).replace("http:", "https:"), "http://127.0.0.1"}) {
            assertThatThrownBy(() -> connections.create(
                            URI.create(other + "/myorg/policy.git").toURL()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("is not followed there");
        }
    }

    private GitPlan plan(String path) {
        GitSource source = new GitSource(URI.create(at(front) + path), "main", "policy.yaml");
        return new GitPlan(
                source, town.plan(false).atGitHub(), Optional.empty(), Optional.empty(), Optional.empty(), false);
    }

    private static String at(HttpServer server) {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private static HttpServer serve(com.sun.net.httpserver.HttpHandler handler) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", handler);
        server.start();
        return server;
    }

    private static void redirect(HttpExchange call, String to) throws IOException {
        call.getResponseHeaders().set("Location", to);
        call.sendResponseHeaders(302, -1);
        call.close();
    }
}

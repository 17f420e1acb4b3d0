package botcreds.broker.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OpsServletTest {
    private final AtomicReference<Optional<String>> database = new AtomicReference<>(Optional.empty());
    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server, 1, 1);

    @BeforeEach
    void start() throws Exception {
        ServletContextHandler context = new ServletContextHandler();
        OpsServlet ops = new OpsServlet(
                Map.of("database", database::get, "github", Optional::empty),
                Map.of("policy", () -> Optional.of("commit 1234")),
                () -> "botcreds_pending_requests 3.0\n");
        context.addServlet(new ServletHolder(ops), "/*");
        server.setHandler(context);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    private HttpResponse<String> get(String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + connector.getLocalPort() + path);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void readinessFollowsTheChecksAndLivenessDoesNot() throws Exception {
        assertThat(get("/readyz").body()).isEqualTo("ok\n");

        database.set(Optional.of("cannot be written"));

        assertThat(get("/readyz").statusCode()).isEqualTo(503);
        assertThat(get("/readyz?verbose").body())
                .isEqualTo("database: cannot be written\ngithub: ok\npolicy: commit 1234\nnot ready\n");
        assertThat(get("/livez").statusCode()).isEqualTo(200);
    }

    @Test
    void metricsAreAnsweredAsPrometheusTextFormatAndNothingElseIsHere() throws Exception {
        assertThat(get("/metrics").body()).isEqualTo("botcreds_pending_requests 3.0\n");
        assertThat(get("/metrics").headers().firstValue("Content-Type"))
                .contains("text/plain; version=0.0.4; charset=utf-8");
        assertThat(get("/v1/token").statusCode()).isEqualTo(404);
    }
}

package botcreds.broker.http;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Health and metrics, to be mounted at the root of a listener of its own. Tells neither repositories nor people. Thread-safe.
 */
public final class OpsServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(OpsServlet.class);
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String METRICS = "text/plain; version=0.0.4; charset=utf-8";

    private final transient Map<String, Supplier<Optional<String>>> checks;
    private final transient Map<String, Supplier<Optional<String>>> notes;
    private final transient Routes routes;

    /**
     * @param checks by name; each says at once what is wrong, or nothing. They run on the request's thread, so they read
     *     what something else keeps finding out
     * @param notes by name; each says what whoever asks for more wants to know, and makes nothing unready
     * @param metrics all of them in Prometheus's text format 0.0.4; at hand, however often somebody asks
     */
    public OpsServlet(
            Map<String, Supplier<Optional<String>>> checks,
            Map<String, Supplier<Optional<String>>> notes,
            Supplier<String> metrics) {
        this.checks = new TreeMap<>(checks);
        this.notes = new TreeMap<>(notes);
        this.routes = new Routes()
                .add("GET", "/livez", (exchange, none) -> Optional.of(Reply.text(200, TEXT, "ok\n")))
                .add("GET", "/readyz", (exchange, none) -> Optional.of(ready(exchange)))
                .add("GET", "/metrics", (exchange, none) -> Optional.of(Reply.text(200, METRICS, metrics.get())));
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Exchange exchange = new Exchange(request, response);
        Optional<Reply> reply = routes.answer(exchange);
        if (reply.isPresent()) {
            exchange.send(reply.get());
        }
    }

    private Reply ready(Exchange exchange) {
        StringBuilder lines = new StringBuilder();
        boolean isReady = true;
        for (Map.Entry<String, Supplier<Optional<String>>> check : checks.entrySet()) {
            Optional<String> wrong = outcome(check.getKey(), check.getValue());
            isReady &= wrong.isEmpty();
            lines.append(check.getKey())
                    .append(": ")
                    .append(wrong.orElse("ok").replace('\n', ' '))
                    .append('\n');
        }
        notes.forEach((name, note) -> outcome(name, note)
                .ifPresent(said -> lines.append(name)
                        .append(": ")
                        .append(said.replace('\n', ' '))
                        .append('\n')));
        String verdict = isReady ? "ok\n" : "not ready\n";
        boolean verbose = "verbose".equals(exchange.request().getQueryString());
        return Reply.text(isReady ? 200 : 503, TEXT, verbose ? lines + verdict : verdict);
    }

    private static Optional<String> outcome(String name, Supplier<Optional<String>> check) {
        try {
            return check.get();
        } catch (RuntimeException fault) {
            LOG.warn("the health check {} failed itself", name, fault);
            return Optional.of("the check itself failed; see the log");
        }
    }
}

package botcreds.sandbox.slack;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/** {@code /_sandbox/ledger}, {@code /_sandbox/faults} and {@code /_sandbox/events-url}: the switches from outside. */
final class ControlServlet extends HttpServlet {

    private static final long serialVersionUID = 1;

    private final transient Workspace workspace;
    private final transient BrokerLink link;

    ControlServlet(Workspace workspace, BrokerLink link) {
        this.workspace = workspace;
        this.link = link;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var list = Json.array();
        if (request.getServletPath().endsWith("/ledger")) {
            workspace.ledger().entries().forEach(entry -> list.add(entry.toJson()));
        } else if (request.getServletPath().endsWith("/faults")) {
            workspace.faults().pending().forEach(list::add);
        } else {
            link.eventsUrl().ifPresent(url -> list.add(url.toString()));
        }
        Bodies.json(response, 200, list);
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        ObjectNode body = Json.readObject(Bodies.text(request)).orElseGet(Json::object);
        Optional<String> wrong = request.getServletPath().endsWith("/faults") ? arm(body) : point(body);
        if (wrong.isPresent()) {
            Bodies.json(response, 400, Answers.error(wrong.get()));
        } else {
            Bodies.json(response, 200, Answers.ok());
        }
    }

    @Override
    protected void doDelete(HttpServletRequest request, HttpServletResponse response) throws IOException {
        workspace.faults().clear();
        Bodies.json(response, 200, Answers.ok());
    }

    private Optional<String> arm(ObjectNode body) {
        String word = Json.text(body, "fault");
        if (word.equals("down")) {
            workspace.faults().down();
            return Optional.empty();
        }
        for (Fault.Kind kind : Fault.Kind.values()) {
            if (kind.word().equals(word)) {
                Optional<String> method = Optional.of(Json.text(body, "method")).filter(name -> !name.isEmpty());
                int value = body.path("value").asInt(kind == Fault.Kind.SERVER_ERROR ? 503 : 1);
                String error = body.path("error").asText("internal_error");
                workspace.faults().next(body.path("times").asInt(1), new Fault(kind, method, value, error));
                return Optional.empty();
            }
        }
        return Optional.of("unknown fault \"" + word + "\"; use down, rate_limited, server_error, drop, lose_answer,"
                + " delay or error, with method, times, value and error; DELETE ends all");
    }

    private Optional<String> point(ObjectNode body) {
        String url = Json.text(body, "url");
        if (!url.toLowerCase(Locale.ROOT).matches("https?://[^\\s]+")) {
            return Optional.of("give {\"url\": \"http://…/slack/events\"}");
        }
        link.eventsUrl(URI.create(url));
        return Optional.empty();
    }
}

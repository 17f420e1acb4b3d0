package botcreds.sandbox.slack;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** {@code /_sandbox/state} and what the page lets people do. {@code as} says who; nobody has to log in here. */
final class PageApi extends HttpServlet {

    private static final long serialVersionUID = 1;
    private static final Duration POLL = Duration.ofSeconds(20);

    private final transient Workspace workspace;
    private final transient PageState state;
    private final transient Interactions interactions;

    PageApi(Workspace workspace, PageState state, Interactions interactions) {
        this.workspace = workspace;
        this.state = state;
        this.interactions = interactions;
    }

    /** Waits for something newer than {@code since}, so that the page is live without asking every second. */
    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String since = request.getParameter("since");
        String as = Optional.ofNullable(request.getParameter("as")).orElse("");
        try {
            if (since != null) {
                workspace.feed().awaitAfter(Long.parseLong(since), POLL);
            }
            if (workspace.directory().user(as).isEmpty()) {
                Bodies.json(response, 404, Answers.error("there is no user " + as + " any more; pick another"));
                return;
            }
            Bodies.json(response, 200, state.of(as));
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
            Bodies.json(response, 503, Answers.error("the sandbox is closing"));
        } catch (NumberFormatException notANumber) {
            Bodies.json(response, 400, Answers.error("since must be a revision, as state gave it"));
        }
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        ObjectNode body = Json.readObject(Bodies.text(request)).orElseGet(Json::object);
        try {
            Delivery delivery = act(request.getServletPath().replace("/_sandbox/", ""), body);
            Bodies.json(
                    response,
                    200,
                    Json.object()
                            .put("ok", delivery.acknowledged())
                            .put("status", delivery.status())
                            .put("body", delivery.body()));
        } catch (IllegalArgumentException impossible) {
            Bodies.json(response, 409, Answers.error(String.valueOf(impossible.getMessage())));
        }
    }

    private Delivery act(String what, ObjectNode body) {
        String as = Json.text(body, "as");
        String view = Json.text(body, "view");
        switch (what) {
            case "click" -> {
                String action = Json.text(body, "action_id");
                String value = Json.text(body, "value");
                return view.isEmpty()
                        ? interactions.click(as, Json.text(body, "message"), action, value)
                        : interactions.clickInView(as, view, action, values(body), value);
            }
            case "submit" -> {
                return interactions.submit(as, view, values(body));
            }
            case "close" -> interactions.closeView(as, view);
            case "command" -> {
                return interactions.command(
                        as, Json.text(body, "channel"), Json.text(body, "command"), Json.text(body, "text"));
            }
            case "say" -> interactions.say(as, Json.text(body, "channel"), Json.text(body, "text"));
            default -> interactions.openHome(as);
        }
        return new Delivery(200, "");
    }

    private static Map<String, String> values(ObjectNode body) {
        Map<String, String> values = new HashMap<>();
        body.path("values")
                .properties()
                .forEach(entry -> values.put(entry.getKey(), entry.getValue().asText()));
        return values;
    }
}

package botcreds.sandbox.slack;

import botcreds.sandbox.slack.LedgerEntry.Direction;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;

/** {@code /actions/*}: the response URLs; no token, the URL itself is the secret. */
final class ResponseUrlServlet extends HttpServlet {

    private static final long serialVersionUID = 1;
    private static final String NAME = "response_url";

    private final transient Workspace workspace;

    ResponseUrlServlet(Workspace workspace) {
        this.workspace = workspace;
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        ObjectNode body = Json.readObject(Bodies.text(request)).orElseGet(Json::object);
        Optional<Fault> fault = workspace.faults().take(NAME);
        if (Interference.before(fault, request, response)) {
            workspace.ledger().record(Direction.RECEIVED, NAME, body, response.getStatus(), "(fault)");
            return;
        }
        ResponseUrls.Used used = workspace.responseUrls().use(request.getRequestURI());
        ObjectNode refused = used.url()
                .map(url -> Replies.show(workspace, url, body))
                .orElseGet(() -> Answers.error(used.refused()));
        boolean ok = refused.path("ok").asBoolean();
        int status = ok ? 200 : used.url().isPresent() ? 400 : 404;
        workspace.ledger().record(Direction.RECEIVED, NAME, body, status, ok ? "ok" : refused.toString());
        if (Interference.losesAnswer(fault)) {
            Interference.hangUp(request);
        } else if (ok) {
            Bodies.write(response, 200, "text/plain; charset=utf-8", "ok");
        } else {
            Bodies.json(response, status, refused);
        }
    }
}

package botcreds.sandbox.slack;

import botcreds.sandbox.slack.LedgerEntry.Direction;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** {@code /api/*}: finds the method, checks the token, lets a fault interfere, records the call. */
final class ApiServlet extends HttpServlet {

    private static final long serialVersionUID = 1;
    static final String OPEN_CONNECTION = "apps.connections.open";

    private final transient Workspace workspace;
    private final transient Map<String, ApiMethod> methods;

    ApiServlet(Workspace workspace, Map<String, ApiMethod> methods) {
        this.workspace = workspace;
        this.methods = Map.copyOf(methods);
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = Optional.ofNullable(request.getPathInfo()).orElse("/");
        String name = path.substring(1);
        Optional<ObjectNode> arguments = Bodies.arguments(request);
        String token = token(request, arguments);
        arguments.ifPresent(each -> each.remove("token"));
        Optional<Fault> fault = workspace.faults().take(name);
        if (Interference.before(fault, request, response)) {
            record(
                    name,
                    arguments,
                    response.getStatus(),
                    "(fault) " + fault.get().kind().word());
            return;
        }
        ObjectNode answer = answer(name, arguments, token);
        response.setHeader("x-oauth-scopes", workspace.directory().scopes());
        response.setDateHeader("Date", workspace.options().clock().millis());
        record(name, arguments, 200, answer.toString());
        if (Interference.losesAnswer(fault)) {
            Interference.hangUp(request);
            return;
        }
        Bodies.json(response, 200, answer);
    }

    private ObjectNode answer(String name, Optional<ObjectNode> arguments, String token) {
        ApiMethod method = methods.get(name);
        if (method == null) {
            return Answers.error("unknown_method").put("req_method", name);
        }
        Optional<String> refused = refused(name, token);
        if (refused.isPresent()) {
            return Answers.error(refused.get());
        }
        return arguments.map(method::call).orElseGet(() -> Answers.error("invalid_json"));
    }

    private Optional<String> refused(String name, String token) {
        Options options = workspace.options();
        if (token.isEmpty()) {
            return Optional.of("not_authed");
        }
        if (!token.equals(options.botToken()) && !token.equals(options.appToken())) {
            return Optional.of("invalid_auth");
        }
        boolean appLevel = token.equals(options.appToken());
        return appLevel == name.equals(OPEN_CONNECTION) ? Optional.empty() : Optional.of("not_allowed_token_type");
    }

    private static String token(HttpServletRequest request, Optional<ObjectNode> arguments) {
        String header = request.getHeader("Authorization");
        if (header != null) {
            return header.startsWith("Bearer ") ? header.substring("Bearer ".length()) : header;
        }
        // Slack takes a token in a form, never in JSON.
        return Bodies.isJson(request)
                ? ""
                : arguments.map(each -> Json.text(each, "token")).orElse("");
    }

    private void record(String name, Optional<ObjectNode> arguments, int status, String answer) {
        workspace.ledger().record(Direction.RECEIVED, name, arguments.orElseGet(Json::object), status, answer);
    }
}

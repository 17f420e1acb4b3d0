package botcreds.sandbox.github;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;

/** Takes a call of git to the gate and notes it in the ledger; faults can refuse or cut it, but not change it. */
final class Git {
    private static final String TEXT = "text/plain; charset=utf-8";

    private final GitGate gate;
    private final Ledger ledger;
    private final SandboxClock clock;

    Git(GitGate gate, Ledger ledger, SandboxClock clock) {
        this.gate = gate;
        this.ledger = ledger;
        this.clock = clock;
    }

    /** Returns true when git's servlet is to serve the call; otherwise the call has been answered. */
    boolean letIn(Exchange exchange, GitGate.GitCall call, @Nullable Fault fault) {
        if (fault != null && fault.drop() != Fault.Drop.NEVER) {
            note(exchange, 0, null);
            exchange.drop();
            return false;
        }
        if (fault != null && fault.reply() != null) {
            Fault.Reply reply = fault.reply();
            note(exchange, reply.status(), null);
            exchange.send(reply.status(), reply.headers(), reply.body().getBytes(UTF_8), TEXT, -1);
            return false;
        }
        String authorization = exchange.request().getHeaders().get(HttpHeader.AUTHORIZATION);
        GitGate.Decision decision = gate.decide(call, authorization == null ? "" : authorization);
        note(exchange, decision.status(), decision.visitor());
        if (decision.visitor() != null && decision.repository() != null) {
            exchange.request().setAttribute(GitSmartHttp.VISITOR, decision.visitor());
            exchange.request().setAttribute(GitSmartHttp.REPOSITORY, decision.repository());
            return true;
        }
        exchange.send(
                decision.status(),
                headers(exchange, decision),
                decision.message().getBytes(UTF_8),
                TEXT,
                -1);
        return false;
    }

    private static Map<String, String> headers(Exchange exchange, GitGate.Decision decision) {
        if (decision.status() == 401) {
            return Map.of("WWW-Authenticate", "Basic realm=\"GitHub\"");
        }
        String query = exchange.request().getHttpURI().getQuery();
        return decision.location().isEmpty()
                ? Map.of()
                : Map.of(
                        "Location",
                        Call.web(exchange.origin()) + decision.location() + (query == null ? "" : "?" + query));
    }

    private void note(Exchange exchange, int status, @Nullable Visitor visitor) {
        if (!ledger.on()) {
            return;
        }
        var at = clock.instant();
        ledger.append(number -> new LedgerEntry(
                number,
                at,
                LedgerEntry.Kind.GIT,
                exchange.request().getMethod(),
                exchange.path(),
                status,
                visitor == null ? null : visitor.installation().id(),
                null,
                visitor == null ? null : visitor.token(),
                null,
                null));
    }
}

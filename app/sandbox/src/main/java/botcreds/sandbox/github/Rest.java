package botcreds.sandbox.github;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The REST API: what must be right of every call, the routes, what a fault does to the answer, and the ledger. */
final class Rest {
    private static final Set<String> SECRET = Set.of("token", "pem", "client_secret", "webhook_secret");
    private static final Set<String> VERSIONS = Set.of("", "2022-11-28", "2026-03-10");

    private final Routes routes;
    private final Repositories repositories;
    private final Ledger ledger;
    private final SandboxClock clock;

    Rest(Routes routes, Repositories repositories, Ledger ledger, SandboxClock clock) {
        this.routes = routes;
        this.repositories = repositories;
        this.ledger = ledger;
        this.clock = clock;
    }

    void answer(Exchange exchange, String body, @Nullable Fault fault) {
        Call call = exchange.call(body);
        if (fault != null && fault.drop() == Fault.Drop.BEFORE) {
            note(call, 0, Answer.empty(0));
            exchange.drop();
            return;
        }
        if (fault != null && fault.reply() != null) {
            Fault.Reply reply = fault.reply();
            note(call, reply.status(), Answer.empty(reply.status()));
            exchange.send(
                    reply.status(),
                    reply.headers(),
                    reply.body().getBytes(UTF_8),
                    "application/json; charset=utf-8",
                    fault.truncateAt());
            return;
        }
        Answer answer = answer(call);
        if (fault != null && fault.merge() != null) {
            answer = answer.withBody(MergePatch.apply(answer.body(), fault.merge()));
        }
        boolean unheard = fault != null && fault.drop() == Fault.Drop.AFTER;
        // Before the first byte goes out: whoever has the answer finds the call in the ledger.
        note(call, unheard ? 0 : answer.status(), answer);
        if (unheard) {
            exchange.drop();
        } else {
            exchange.send(answer, fault == null ? -1 : fault.truncateAt());
        }
    }

    private Answer answer(Call call) {
        if (call.header("user-agent").isBlank()) {
            return Refusals.of(
                    403,
                    "Request forbidden by administrative rules. Please make sure your request has a User-Agent header");
        }
        if (!VERSIONS.contains(call.header("x-github-api-version"))) {
            return Refusals.of(400, "The API version you specified is not supported");
        }
        String path = Redirects.resolve(call.path(), repositories);
        return routes.answer(path.equals(call.path()) ? call : call.withPath(path));
    }

    private void note(Call call, int status, Answer answer) {
        if (!ledger.on()) {
            return;
        }
        Answer.Noted noted = answer.noted();
        String body = call.body().isEmpty() ? null : call.body();
        JsonNode told = withoutSecrets(answer.body());
        var at = clock.instant();
        ledger.append(number -> new LedgerEntry(
                number,
                at,
                kind(call, noted),
                call.method(),
                call.path(),
                status,
                noted.installation(),
                body,
                noted.token(),
                noted.claims(),
                told));
    }

    /** A mint that a fault or the JWT check turned away never reached its endpoint, and is a mint all the same. */
    private static LedgerEntry.Kind kind(Call call, Answer.Noted noted) {
        if (call.method().equals("POST") && call.path().endsWith("/access_tokens")) {
            return LedgerEntry.Kind.MINT;
        }
        return call.method().equals("DELETE") && call.path().equals("/installation/token")
                ? LedgerEntry.Kind.REVOKE
                : noted.kind();
    }

    private static @Nullable JsonNode withoutSecrets(@Nullable JsonNode answer) {
        if (!(answer instanceof ObjectNode object) || SECRET.stream().noneMatch(object::has)) {
            return answer;
        }
        ObjectNode copy = Json.object();
        copy.setAll(object);
        SECRET.stream().filter(object::has).forEach(name -> copy.put(name, "[left out]"));
        return copy;
    }
}

package botcreds.broker.http;

import botcreds.broker.access.Decisions;
import botcreds.broker.access.Grants;
import botcreds.broker.identity.Callers;
import botcreds.broker.logins.Browsers;
import botcreds.broker.logins.Logins;
import botcreds.broker.logins.TokenHolders;
import botcreds.broker.model.BotId;
import botcreds.broker.model.CallbackRules;
import botcreds.broker.model.Human;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whole API of bots and scripts. To be mounted at the root of its own listener, with asynchronous requests allowed and
 * nothing in front that rewrites the peer's address. Thread-safe.
 */
public final class ApiServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(ApiServlet.class);

    private final transient Routes routes;
    private transient volatile BiConsumer<BotId, Integer> refusals = (bot, status) -> {};

    /** @param gitHubWebUrl without a slash at its end; where clone URLs lead to */
    public ApiServlet(
            Callers<BotId> bots,
            Callers<Human> humans,
            Grants grants,
            Decisions decisions,
            Logins logins,
            TokenHolders holders,
            Browsers browsers,
            Parked parked,
            URI gitHubWebUrl,
            CallbackRules callbacks,
            InstantSource clock) {
        GitUse git = new GitUse(gitHubWebUrl);
        Door<BotId> botDoor = new Door<>(bots);
        Door<Human> humanDoor = new Door<>(humans);
        TokenEndpoint tokens = new TokenEndpoint(
                botDoor, grants, parked, git, callbacks, (bot, status) -> refusals.accept(bot, status));
        BotEndpoint self = new BotEndpoint(botDoor, grants, git);
        HumanEndpoint requests = new HumanEndpoint(humanDoor, decisions);
        DeviceEndpoint devices = new DeviceEndpoint(logins);
        LoginEndpoint login = new LoginEndpoint(humanDoor, decisions, holders, browsers);
        BotsEndpoint aboutBots = new BotsEndpoint(humanDoor, decisions, git);
        RevocationEndpoint revocations =
                new RevocationEndpoint(humanDoor, decisions.overBots().revoking(), git);
        ElevationEndpoint elevations = new ElevationEndpoint(humanDoor, decisions, git);
        PolicyEndpoint policies = new PolicyEndpoint(humanDoor, decisions, git);
        InsightEndpoint insight = new InsightEndpoint(humanDoor, decisions);
        AuditEndpoint audit = new AuditEndpoint(humanDoor, decisions, clock);
        AuditTrailEndpoint trail = new AuditTrailEndpoint(humanDoor, decisions, clock);
        Reply openApi = Reply.text(200, "application/yaml", resource("/openapi.yaml"));
        this.routes = new Routes()
                .add("POST", "/v1/token", (exchange, none) -> tokens.request(exchange))
                .add("GET", "/v1/token/{id}", tokens::collect)
                .add("DELETE", "/v1/token/{id}", tokens::end)
                .add("POST", "/v1/token/{id}/refresh", tokens::refresh)
                .add("GET", "/v1/whoami", (exchange, none) -> self.whoami(exchange))
                .add("GET", "/v1/can", (exchange, none) -> self.can(exchange))
                .add("GET", "/v1/requests", (exchange, none) -> requests.list(exchange))
                .add("POST", "/v1/requests/approve", (exchange, none) -> requests.approveAll(exchange))
                .add("POST", "/v1/requests/{id}/approve", requests::approve)
                .add("POST", "/v1/requests/{id}/deny", requests::deny)
                .add("POST", "/v1/requests/{id}/revoke", requests::revoke)
                .add("POST", "/v1/device/code", (exchange, none) -> devices.code(exchange))
                .add("POST", "/v1/device/token", (exchange, none) -> devices.token(exchange))
                .add("GET", "/v1/me", (exchange, none) -> login.me(exchange))
                .add("POST", "/v1/logout", (exchange, none) -> login.logout(exchange))
                .add("POST", "/v1/dashboard", (exchange, none) -> login.dashboard(exchange))
                .add("POST", "/v1/revocations", (exchange, none) -> revocations.revoke(exchange))
                .add("GET", "/v1/bots", (exchange, none) -> aboutBots.list(exchange))
                .add("GET", "/v1/bots/{bot}/can", aboutBots::can)
                .add("POST", "/v1/bots/{bot}/lockdown", aboutBots::lockdown)
                .add("POST", "/v1/bots/{bot}/unlock", aboutBots::unlock)
                .add("POST", "/v1/bots/{bot}/keys", aboutBots::rotate)
                .add("GET", "/v1/elevations", (exchange, none) -> elevations.list(exchange))
                .add("POST", "/v1/elevations", (exchange, none) -> elevations.elevate(exchange))
                .add("DELETE", "/v1/elevations/{id}", elevations::end)
                .add("POST", "/v1/policy/check", (exchange, none) -> policies.check(exchange))
                .add("GET", "/v1/rules", (exchange, none) -> insight.rules(exchange))
                .add("GET", "/v1/stats", (exchange, none) -> insight.stats(exchange))
                .add("GET", "/v1/audit", (exchange, none) -> audit.log(exchange))
                .add("GET", "/v1/audit/verify", (exchange, none) -> trail.verify(exchange))
                .add("GET", "/v1/audit/export", (exchange, none) -> trail.export(exchange))
                .add("GET", "/openapi.yaml", (exchange, none) -> Optional.of(openApi));
    }

    /** Names who is told of a bot's asks that are refused at once, with the HTTP status; on the thread that answers. */
    public void tellRefusals(BiConsumer<BotId, Integer> told) {
        refusals = told;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Exchange exchange = new Exchange(request, response);
        Optional<Reply> reply;
        try {
            reply = routes.answer(exchange);
        } catch (RuntimeException fault) {
            reply = Optional.of(fault(fault));
        }
        if (reply.isPresent()) {
            exchange.send(reply.get());
        }
    }

    /** The caller gets a number, the log gets the fault under the same number. */
    private static Reply fault(RuntimeException fault) {
        Reply reply = Problem.of(
                        500,
                        "broker_fault",
                        "The broker has failed; no credential was sent with this answer.",
                        "Try again with the same Idempotency-Key; if it stays, tell the operator the instance.")
                .reply();
        LOG.error("a request failed, instance {}", reply.headers().get("X-Request-Id"), fault);
        return reply;
    }

    private static String resource(String name) {
        try (InputStream stream = ApiServlet.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(stream, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException("the jar is damaged: " + name, broken);
        }
    }
}

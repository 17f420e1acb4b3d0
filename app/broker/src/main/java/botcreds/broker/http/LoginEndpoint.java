package botcreds.broker.http;

import botcreds.broker.access.Decisions;
import botcreds.broker.identity.BearerKeys;
import botcreds.broker.logins.Browsers;
import botcreds.broker.logins.TokenHolder;
import botcreds.broker.logins.TokenHolders;
import botcreds.broker.model.Human;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/** {@code /v1/me}, {@code /v1/dashboard} and {@code /v1/logout}: as whom a human's token acts, a link for a browser of theirs, and
 * the end of it all. Thread-safe. */
final class LoginEndpoint {
    private static final Duration BUSY = Duration.ofSeconds(5);

    private final Door<Human> door;
    private final Decisions decisions;
    private final TokenHolders holders;
    private final Browsers browsers;

    LoginEndpoint(Door<Human> door, Decisions decisions, TokenHolders holders, Browsers browsers) {
        this.door = door;
        this.decisions = decisions;
        this.holders = holders;
        this.browsers = browsers;
    }

    Optional<Reply> me(Exchange exchange) {
        return door.pass(exchange, human -> {
            ObjectNode body = StrictJson.object().put("id", human.id()).put("name", human.name());
            ArrayNode groups = body.putArray("groups");
            new TreeSet<>(human.groups()).forEach(groups::add);
            body.put("may_decide", decisions.maySee(human));
            body.put("client_ip", exchange.connection().peerAddress());
            shown(exchange)
                    .ifPresent(holder -> body.putObject("login")
                            .put("login_id", holder.tokenId())
                            .put("host", holder.host())
                            .put("signed_in_at", holder.signedInAt().toString())
                            .put("expires_at", holder.expiresAt().toString()));
            return Optional.of(Reply.json(200, body));
        });
    }

    /** Makes a link that signs one browser in to the dashboard, once. */
    Optional<Reply> dashboard(Exchange exchange) {
        return HumanBody.answer(door, exchange, Set.of(), (fields, human) -> () -> linked(browsers.link(human)));
    }

    private static Reply linked(Browsers.LinkReply link) {
        return switch (link.code()) {
            case MADE ->
                Reply.json(
                        200,
                        StrictJson.object()
                                .put("url", link.address().orElseThrow().reveal())
                                .put("expires_at", link.end().toString()));
            case NOT_APPROVER -> HumanEndpoint.notForYou();
            case OFF ->
                Problem.of(
                                404,
                                "no_dashboard",
                                "This broker has no dashboard.",
                                "Whoever runs it can set BOTCREDS_DASHBOARD_LISTEN to host:port.")
                        .reply();
            case UNAVAILABLE ->
                Problem.of(503, "store_unavailable", "The database is away, so no link was made.", "Ask again later.")
                        .retryAfter(BUSY)
                        .reply();
        };
    }

    /** Ends this token, all of this human's, or all of another's. */
    Optional<Reply> logout(Exchange exchange) {
        return HumanBody.stop(door, exchange, Set.of("all", "human"), (fields, human) -> {
            boolean all = fields.flag("all");
            Optional<String> whose = fields.has("human") ? fields.text("human") : Optional.empty();
            return () -> logout(exchange, human, all, whose);
        });
    }

    private Reply logout(Exchange exchange, Human human, boolean all, Optional<String> whose) {
        if (all || whose.isPresent()) {
            String id = whose.orElse(human.id());
            return holders.maySignOut(id, human) ? ended(holders.signOutEverywhere(id, human)) : notYours();
        }
        return shown(exchange)
                .map(holder -> ended(holders.signOut(holder, human)))
                .orElseGet(LoginEndpoint::noLogin);
    }

    private Optional<TokenHolder> shown(Exchange exchange) {
        return BearerKeys.shown(exchange.connection()).flatMap(holders::holder);
    }

    private static Reply ended(OptionalInt tokens) {
        return tokens.isPresent()
                ? Reply.json(200, StrictJson.object().put("ended", tokens.getAsInt()))
                : Problem.of(
                                503,
                                "store_unavailable",
                                "The database is away, so the token still works.",
                                "Try again in a few seconds.")
                        .retryAfter(BUSY)
                        .reply();
    }

    private static Reply notYours() {
        return Problem.of(
                        403,
                        "not_approver",
                        "Only approvers can sign others out.",
                        "Leave \"human\" out to sign yourself out everywhere.")
                .reply();
    }

    private static Reply noLogin() {
        return Problem.of(
                        409,
                        "not_a_login",
                        "This token does not come from signing in, so it cannot be signed out.",
                        "BOTCREDS_ADMIN_TOKEN is set at the broker; take it away or change it there.")
                .reply();
    }
}

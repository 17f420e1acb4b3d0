package botcreds.broker.http;

import botcreds.broker.access.Decisions;
import botcreds.broker.bots.Deed;
import botcreds.broker.model.AsciiCase;
import botcreds.broker.model.BotId;
import botcreds.broker.model.Human;
import botcreds.broker.requests.Ruling;
import botcreds.broker.requests.Surface;
import botcreds.broker.requests.Target;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/** {@code /v1/requests}: what waits for a human, and the human's word on it. Thread-safe. */
final class HumanEndpoint {
    private final Door<Human> door;
    private final Decisions decisions;

    HumanEndpoint(Door<Human> door, Decisions decisions) {
        this.door = door;
        this.decisions = decisions;
    }

    Optional<Reply> list(Exchange exchange) {
        return passViewer(exchange, human -> {
            Query query = exchange.query(Set.of("state", "bot"));
            if (!query.one("state").orElse("pending").equals("pending")) {
                query.problem(
                        "state",
                        "Only pending requests can be listed.",
                        "Write state=pending; for others see /v1/audit.");
            }
            Optional<BotId> bot = query.one("bot").flatMap(text -> bot(query, text));
            if (!query.problems().isEmpty()) {
                return Problem.invalid(query.problems()).reply();
            }
            ObjectNode body = StrictJson.object();
            ArrayNode requests = body.putArray("requests");
            decisions.pending(bot).forEach(view -> requests.add(RequestJson.of(view)));
            return Reply.json(200, body);
        });
    }

    static Optional<BotId> bot(Query query, String text) {
        try {
            return Optional.of(new BotId(text));
        } catch (IllegalArgumentException impossible) {
            query.problem("bot", "No bot can have this name.", "Write it as it stands under bots: in the policy.");
            return Optional.empty();
        }
    }

    Optional<Reply> approve(Exchange exchange, String id) {
        return HumanBody.answer(door, exchange, Set.of("persist"), (fields, human) -> {
            boolean persist = fields.flag("persist");
            return () -> reply(decisions.approve(Target.typed(id), human, Surface.API, persist));
        });
    }

    Optional<Reply> deny(Exchange exchange, String id) {
        return HumanBody.stop(door, exchange, Set.of("reason"), (fields, human) -> {
            Optional<String> reason = HumanBody.reason(fields);
            return () -> reply(decisions.deny(Target.typed(id), human, Surface.API, reason));
        });
    }

    Optional<Reply> revoke(Exchange exchange, String id) {
        return HumanBody.stop(
                door,
                exchange,
                Set.of(),
                (fields, human) -> () -> reply(decisions.revoke(Target.typed(id), human, Surface.API)));
    }

    /** Everything of a bot that waits: all of it, or what the caller was shown. */
    Optional<Reply> approveAll(Exchange exchange) {
        Set<String> known = Set.of("bot", "all", "requests", HumanBody.DRY_RUN);
        return HumanBody.answer(door, exchange, known, (fields, human) -> {
            Optional<BotId> bot = HumanBody.bot(fields);
            boolean preview = fields.flag(HumanBody.DRY_RUN);
            List<Deed.Shown> shown = fields.has("requests") ? ShownField.read(fields) : List.of();
            if (fields.flag("all") == fields.has("requests")) {
                fields.problem(
                        "all",
                        "It does not say which requests.",
                        "Send \"all\": true for what waits now, or in requests what a dry run has listed.");
            }
            return () -> DeedReply.of(decisions.approveAll(bot.orElseThrow(), shown, human, Surface.API, preview));
        });
    }

    /** Lets in only who may see requests; the policy says who that is. */
    private Optional<Reply> passViewer(Exchange exchange, Function<Human, Reply> onViewer) {
        return viewer(door, decisions, exchange, onViewer);
    }

    static Optional<Reply> viewer(
            Door<Human> door, Decisions decisions, Exchange exchange, Function<Human, Reply> onViewer) {
        return door.pass(exchange, human -> Optional.of(decisions.maySee(human) ? onViewer.apply(human) : notForYou()));
    }

    /** A list that takes no parameters, under that name. */
    static Optional<Reply> list(
            Door<Human> door, Decisions decisions, Exchange exchange, String name, Consumer<ArrayNode> items) {
        return viewer(door, decisions, exchange, human -> {
            Query query = exchange.query(Set.of());
            if (!query.problems().isEmpty()) {
                return Problem.invalid(query.problems()).reply();
            }
            ObjectNode body = StrictJson.object();
            items.accept(body.putArray(name));
            return Reply.json(200, body);
        });
    }

    static Reply notForYou() {
        return Problem.of(
                        403,
                        "not_approver",
                        "You are no approver of anything and own no bot.",
                        "Ask whoever keeps the policy to name you under approvers.")
                .reply();
    }

    private static Reply reply(Ruling ruling) {
        String code = AsciiCase.fold(ruling.code().name());
        if (!ruling.accepted()) {
            Problem problem = Problem.of(status(ruling.code()), code, ruling.text(), hint(ruling.code()));
            return (ruling.code() == Ruling.Code.UNAVAILABLE ? problem.retryAfter(Duration.ofSeconds(5)) : problem)
                    .reply();
        }
        ObjectNode body = StrictJson.object().put("result", code).put("text", ruling.text());
        ruling.view().ifPresent(view -> body.set("request", RequestJson.of(view)));
        return Reply.json(200, body);
    }

    private static int status(Ruling.Code code) {
        return switch (code) {
            case APPROVED, DENIED, VOTED, REVOKED -> 200;
            case NOT_APPROVER, SELF_APPROVAL, POLICY_DENIES -> 403;
            case IMPOSSIBLE -> 422;
            case NOT_FOUND -> 404;
            case AMBIGUOUS, ALREADY_DECIDED, STALE, SUPERSEDED -> 409;
            case EXPIRED -> 410;
            case UNAVAILABLE -> 503;
        };
    }

    private static String hint(Ruling.Code code) {
        return switch (code) {
            case AMBIGUOUS -> "Use the whole id, req_…, from GET /v1/requests.";
            case NOT_FOUND -> "See GET /v1/requests for what waits.";
            case IMPOSSIBLE -> "Choose other terms, or approve or deny the whole.";
            case STALE, SUPERSEDED -> "Look at the request again, then decide.";
            case UNAVAILABLE -> "Look at the request again in a few seconds, then decide.";
            case NOT_APPROVER, SELF_APPROVAL -> "Ask one of the approvers that policy names for this request.";
            case POLICY_DENIES -> "Policy forbids this; change the policy first if it should be allowed.";
            default -> "Nothing more is to be done; see GET /v1/audit for who decided.";
        };
    }
}

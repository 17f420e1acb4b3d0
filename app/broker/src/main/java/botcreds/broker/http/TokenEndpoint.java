package botcreds.broker.http;

import botcreds.broker.access.Grants;
import botcreds.broker.model.BotId;
import botcreds.broker.model.CallbackRules;
import botcreds.broker.model.RequestId;
import botcreds.broker.requests.Answer;
import botcreds.broker.requests.Ask;
import botcreds.broker.requests.Caller;
import botcreds.broker.requests.Refusal;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/** {@code /v1/token}: ask, collect, refresh, end. Thread-safe. */
final class TokenEndpoint {
    private static final Set<String> PARAMETERS = Set.of("wait");

    /** What a bot that ends a request wanted to reach; which of them it was does not matter to it. */
    private static final Set<Refusal.Code> OVER =
            Set.of(Refusal.Code.CANCELLED, Refusal.Code.REVOKED, Refusal.Code.EXPIRED);

    private static final Problem UNKNOWN = RefusalProblem.of(Refusal.of(
            Refusal.Code.NOT_FOUND,
            "There is no such request of this bot.",
            "Check the request_id; requests of other bots are not shown."));

    private final Door<BotId> door;
    private final Grants grants;
    private final AskReader asks;
    private final BiConsumer<BotId, Integer> refused;
    private final AnswerReply replies;
    private final LongPoll longPoll;

    /** @param refused told of every ask of a bot that ends at once without a credential, with the HTTP status */
    TokenEndpoint(
            Door<BotId> door,
            Grants grants,
            Parked parked,
            GitUse git,
            CallbackRules callbacks,
            BiConsumer<BotId, Integer> refused) {
        this.door = door;
        this.grants = grants;
        this.refused = refused;
        this.asks = new AskReader(git.webHost(), callbacks);
        this.replies = new AnswerReply(git);
        this.longPoll = new LongPoll(grants, parked, replies);
    }

    Optional<Reply> request(Exchange exchange) {
        return door.pass(exchange, bot -> {
            Caller caller = caller(exchange, bot);
            Optional<LongPoll.Resume> resume = longPoll.resumed(exchange);
            return resume.isPresent()
                    ? longPoll.goOn(exchange, caller, resume.get())
                    : told(bot, first(exchange, caller));
        });
    }

    private Optional<Reply> told(BotId bot, Optional<Reply> reply) {
        reply.filter(each -> each.status() >= 400).ifPresent(each -> refused.accept(bot, each.status()));
        return reply;
    }

    private Optional<Reply> first(Exchange exchange, Caller caller) {
        Parsed<Optional<Reply>> reply = patience(exchange)
                .then(patience -> IdempotencyKey.read(exchange.headers("Idempotency-Key"))
                        .then(key -> exchange.body()
                                .then(asks::read)
                                .then(ask -> Parsed.value(ask(exchange, caller, ask, key, patience)))));
        return reply.fold(value -> value, problem -> Optional.of(problem.reply()));
    }

    private Optional<Reply> ask(
            Exchange exchange, Caller caller, Ask ask, Optional<String> idempotencyKey, Wait patience) {
        Answer answer = grants.request(caller, ask, idempotencyKey);
        Reply now = patience.noteIn(replies.of(answer));
        Optional<RequestId> open = answer.fold(
                issued -> Optional.empty(),
                waiting -> Optional.of(waiting.request().id()),
                refused -> Optional.empty());
        // If nobody more may wait, the bot still learns the id of what it has just asked for.
        return open.isPresent() && patience.seconds() > 0
                ? longPoll.poll(exchange, caller, open.get(), patience, now)
                : Optional.of(now);
    }

    Optional<Reply> collect(Exchange exchange, String idText) {
        return door.pass(exchange, bot -> {
            Caller caller = caller(exchange, bot);
            Optional<LongPoll.Resume> resume = longPoll.resumed(exchange);
            return resume.isPresent()
                    ? longPoll.goOn(exchange, caller, resume.get())
                    : patience(exchange)
                            .then(patience -> id(idText)
                                    .then(id -> Parsed.value(longPoll.poll(
                                            exchange, caller, id, patience, LongPoll.TOO_MANY_WAITING.reply()))))
                            .fold(value -> value, problem -> Optional.of(problem.reply()));
        });
    }

    Optional<Reply> refresh(Exchange exchange, String idText) {
        return door.pass(
                exchange,
                bot -> plain(exchange)
                        .then(none -> id(idText))
                        .then(id -> Parsed.value(replies.of(grants.refresh(caller(exchange, bot), id))))
                        .fold(Optional::of, problem -> Optional.of(problem.reply())));
    }

    Optional<Reply> end(Exchange exchange, String idText) {
        return door.pass(
                exchange,
                bot -> plain(exchange)
                        .then(none -> id(idText))
                        .then(id -> Parsed.value(ended(grants.end(caller(exchange, bot), id))))
                        .fold(Optional::of, problem -> Optional.of(problem.reply())));
    }

    private Reply ended(Answer answer) {
        boolean isOver = answer.fold(
                issued -> false,
                waiting -> false,
                refused -> OVER.contains(refused.refusal().code()));
        return isOver ? Reply.empty(204) : replies.of(answer);
    }

    private static Parsed<Wait> patience(Exchange exchange) {
        return Wait.read(exchange.query(PARAMETERS), exchange.headers("Prefer"));
    }

    private static Parsed<Query> plain(Exchange exchange) {
        Query query = exchange.query(Set.of());
        return query.problems().isEmpty() ? Parsed.value(query) : Parsed.bad(Problem.invalid(query.problems()));
    }

    private static Caller caller(Exchange exchange, BotId bot) {
        return new Caller(bot, exchange.connection().peerAddress());
    }

    /** An id that cannot exist is answered as one that does not. */
    private static Parsed<RequestId> id(String text) {
        return RequestId.looksLikeOne(text) ? Parsed.value(new RequestId(text)) : Parsed.bad(UNKNOWN);
    }
}

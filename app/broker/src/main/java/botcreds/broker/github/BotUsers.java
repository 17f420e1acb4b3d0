package botcreds.broker.github;

import botcreds.broker.github.Exchange.Answered;
import botcreds.broker.model.BotUser;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who commits and comments appear to be by: {@code <slug>[bot]}. Asked for in the background, once a day. Thread-safe. */
final class BotUsers {
    private static final Logger LOG = LoggerFactory.getLogger(BotUsers.class);
    private static final Duration KEPT = Duration.ofDays(1);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(30);

    private final AppCalls calls;
    private final Wire wire;
    private final Advice advice;
    private final String mailHost;
    private final Executor background;
    private final LongSupplier nanos;
    private Optional<BotUser> known = Optional.empty();
    private long nextAsk;

    BotUsers(AppCalls calls, Wire wire, Advice advice, URI web, Executor background, LongSupplier nanos) {
        this.calls = calls;
        this.wire = wire;
        this.advice = advice;
        this.mailHost = "users.noreply." + web.getHost();
        this.background = background;
        this.nanos = nanos;
        this.nextAsk = nanos.getAsLong();
    }

    synchronized Optional<BotUser> get() {
        if (nextAsk - nanos.getAsLong() <= 0) {
            // Set before the answer is here, so that one question is under way at a time.
            nextAsk = nanos.getAsLong() + AFTER_FAILURE.toNanos();
            try {
                background.execute(this::ask);
            } catch (RejectedExecutionException stopping) {
                LOG.debug("stopping; GitHub is not asked for the App's user");
            }
        }
        return known;
    }

    private void ask() {
        Optional<String> slug = textOf(calls.get("/app"), "slug").filter(text -> text.matches("[A-Za-z0-9-]{1,100}"));
        slug.ifPresent(advice::slug);
        // A public page: the App's signature is not accepted there.
        Optional<BotUser> answer = slug.flatMap(name -> bodyOf(wire.send(new Call(
                        Call.Who.ANYBODY, "GET", wire.uri("/users/" + name + "%5Bbot%5D"), Optional.empty(), "")))
                .map(body -> body.path("id").asLong())
                .filter(id -> id > 0)
                .map(id -> new BotUser(name + "[bot]", id + "+" + name + "[bot]@" + mailHost)));
        synchronized (this) {
            known = answer.or(() -> known);
            nextAsk = nanos.getAsLong() + (answer.isPresent() ? KEPT : AFTER_FAILURE).toNanos();
        }
    }

    private static Optional<String> textOf(Exchange exchange, String field) {
        return bodyOf(exchange).map(body -> body.path(field).asText(""));
    }

    private static Optional<JsonNode> bodyOf(Exchange exchange) {
        return exchange instanceof Answered answer && answer.status() == 200 ? answer.json() : Optional.empty();
    }
}

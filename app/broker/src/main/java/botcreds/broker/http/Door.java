package botcreds.broker.http;

import botcreds.broker.identity.Callers;
import botcreds.broker.identity.Rejection;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** Lets in who is known, and tells the others why not. */
final class Door<P> {
    private static final Duration WAIT_AFTER_FAILURES = Duration.ofSeconds(60);

    private final Callers<P> callers;

    Door(Callers<P> callers) {
        this.callers = callers;
    }

    Optional<Reply> pass(Exchange exchange, Function<P, Optional<Reply>> onPrincipal) {
        return callers.authenticate(exchange.connection()).fold(onPrincipal, why -> Optional.of(reply(why)));
    }

    private static Reply reply(Rejection why) {
        return switch (why) {
            case MISSING_CREDENTIAL -> problem(401, why).reply().with("WWW-Authenticate", "Bearer realm=\"botcreds\"");
            case INVALID_CREDENTIAL, AMBIGUOUS_IDENTITY ->
                problem(401, why)
                        .reply()
                        .with("WWW-Authenticate", "Bearer realm=\"botcreds\", error=\"invalid_token\"");
            case KEY_IN_QUERY -> problem(400, why).reply();
            case TOO_MANY_FAILURES ->
                problem(429, why).retryAfter(WAIT_AFTER_FAILURES).reply();
        };
    }

    private static Problem problem(int status, Rejection why) {
        return Problem.of(status, why.code(), why.detail(), why.hint());
    }
}

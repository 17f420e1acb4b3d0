package botcreds.broker.http;

import botcreds.broker.identity.Authentication;
import botcreds.broker.identity.Callers;
import botcreds.broker.identity.IdentityUnavailable;
import botcreds.broker.identity.Rejection;
import botcreds.broker.model.Human;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** Lets in who is known, and tells the others why not. */
final class Door<P> {
    private static final Duration WAIT_AFTER_FAILURES = Duration.ofSeconds(60);

    private static final Problem UNCHECKED = Problem.of(
                    503,
                    "identity_unavailable",
                    "Slack or the database does not say now who you are, so nothing was decided.",
                    "Try again in a few seconds. Denying, revoking and signing out still work without Slack.")
            .retryAfter(Duration.ofSeconds(5));

    private final Callers<P> callers;

    Door(Callers<P> callers) {
        this.callers = callers;
    }

    Optional<Reply> pass(Exchange exchange, Function<P, Optional<Reply>> onPrincipal) {
        return pass(exchange, onPrincipal, claimed -> Optional.empty());
    }

    /**
     * The same where waiting would do harm.
     *
     * @param onUnchecked gets whom the proof names, if it does that much, while nobody says what the proof is worth; where it
     *     gives no answer, the caller is asked to come again
     */
    Optional<Reply> pass(
            Exchange exchange,
            Function<P, Optional<Reply>> onPrincipal,
            Function<Optional<Human>, Optional<Reply>> onUnchecked) {
        Authentication<P> found;
        try {
            found = callers.authenticate(exchange.connection());
        } catch (IdentityUnavailable away) {
            return onUnchecked.apply(away.claimed()).or(() -> Optional.of(UNCHECKED.reply()));
        }
        return found.fold(onPrincipal, why -> Optional.of(reply(why)));
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

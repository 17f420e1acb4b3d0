package botcreds.broker.http;

import botcreds.broker.identity.AddressAllowance;
import botcreds.broker.logins.Logins;
import botcreds.broker.logins.SignIn;
import botcreds.broker.model.Reason;
import botcreds.broker.model.Secret;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * {@code /v1/device}: signing in from a terminal as RFC 8628 has it, in JSON. Anybody may ask; a human in Slack decides what
 * comes of it. Thread-safe.
 */
final class DeviceEndpoint {
    private static final int LONGEST_NAME = 64;
    private static final Duration BUSY = Duration.ofSeconds(30);

    private static final int CODES_AT_ONCE = 10;
    private static final Duration NEXT_CODE = Duration.ofSeconds(30);

    private final Logins logins;
    private final AddressAllowance codes = new AddressAllowance(CODES_AT_ONCE, NEXT_CODE, System::nanoTime);
    private final AddressAllowance wrongCodes = AddressAllowance.forWrongKeys(System::nanoTime);

    DeviceEndpoint(Logins logins) {
        this.logins = logins;
    }

    Optional<Reply> code(Exchange exchange) {
        String from = exchange.connection().peerAddress();
        if (!codes.take(from)) {
            return Optional.of(Problem.of(
                            429,
                            "too_many_logins",
                            "Too many sign-ins were started from this address.",
                            "Finish the one you have started, or wait half a minute.")
                    .retryAfter(NEXT_CODE)
                    .reply());
        }
        return Optional.of(exchange.body()
                .then(body -> {
                    Fields fields = new Fields(body, Set.of("host", "user"));
                    String host = name(fields, "host");
                    String user = name(fields, "user");
                    return fields.problems().isEmpty()
                            ? Parsed.value(begun(logins.begin(host, user, from)))
                            : Parsed.<Reply>bad(Problem.invalid(fields.problems()));
                })
                .fold(reply -> reply, Problem::reply));
    }

    Optional<Reply> token(Exchange exchange) {
        String from = exchange.connection().peerAddress();
        return Optional.of(exchange.body()
                .then(body -> {
                    Fields fields = new Fields(body, Set.of("device_code"));
                    Optional<String> code = fields.text("device_code").filter(text -> !text.isBlank());
                    return fields.problems().isEmpty()
                            ? Parsed.value(collected(code.map(Secret::of), from))
                            : Parsed.<Reply>bad(Problem.invalid(fields.problems()));
                })
                .fold(reply -> reply, Problem::reply));
    }

    /** What a terminal calls itself: one line, without characters that hide or reorder others. */
    private static String name(Fields fields, String field) {
        Optional<String> text = fields.text(field);
        String name = text.map(each -> new Reason(each).text()).orElse("");
        boolean unfit = name.isBlank() || name.length() > LONGEST_NAME || name.contains("\n");
        if (text.isPresent() && unfit) {
            fields.problem(
                    field,
                    "It is not one line of 1 to " + LONGEST_NAME + " characters.",
                    "Send the name as the system has it; it is shown to the human who signs in.");
        }
        return name;
    }

    private static Reply begun(Optional<Logins.Begun> begun) {
        if (begun.isEmpty()) {
            return Problem.of(
                            503,
                            "login_unavailable",
                            "No sign-in can be started now: too many wait for an answer, or the database is away.",
                            "Try again in half a minute.")
                    .retryAfter(BUSY)
                    .reply();
        }
        Logins.Begun login = begun.get();
        ObjectNode body = StrictJson.object();
        body.put("device_code", login.deviceCode().reveal());
        body.put("user_code", login.userCode());
        body.put("verification", "Type in Slack: /botcreds login " + login.userCode());
        body.put("expires_in", login.life().toSeconds());
        body.put("interval", login.interval().toSeconds());
        return Reply.json(200, body);
    }

    private Reply collected(Optional<Secret> code, String from) {
        SignIn signIn = code.map(secret -> logins.collect(secret, from)).orElseGet(SignIn::unknown);
        // A code has 256 random bits; this only keeps strangers from having the database searched for nothing.
        if (signIn.code() == SignIn.Code.EXPIRED && !wrongCodes.take(from)) {
            return Problem.of(
                            429,
                            "too_many_failures",
                            "Too many codes that do not live have come from this address.",
                            "Start again: botcreds login")
                    .retryAfter(BUSY)
                    .reply();
        }
        return signIn.token().map(DeviceEndpoint::token).orElseGet(() -> notYet(signIn));
    }

    private static Reply token(SignIn.Token token) {
        ObjectNode body = StrictJson.object();
        body.put("access_token", token.secret().reveal());
        body.put("token_type", "Bearer");
        body.put("expires_in", token.life().toSeconds());
        body.put("expires_at", token.expiresAt().toString());
        body.put("login_id", token.id());
        body.putObject("human").put("id", token.humanId()).put("name", token.name());
        return Reply.json(200, body);
    }

    private static Reply notYet(SignIn signIn) {
        return switch (signIn.code()) {
            case PENDING ->
                problem(signIn, "authorization_pending", "Nobody has answered in Slack yet.", "Ask again later.");
            case SLOW_DOWN ->
                problem(signIn, "slow_down", "You ask too often.", "Wait longer between two questions, from now on.");
            case DECLINED ->
                over("access_denied", "The human in Slack said no.", "If you did start this, type: botcreds login");
            case EXPIRED, SIGNED_IN ->
                over("expired_token", "This code does not live: it was used or is too old.", "Type: botcreds login");
            case UNAVAILABLE ->
                Problem.of(503, "store_unavailable", "The database is away; nobody was signed in.", "Ask again later.")
                        .retryAfter(signIn.interval())
                        .reply();
        };
    }

    private static Reply problem(SignIn signIn, String code, String detail, String hint) {
        return Problem.of(400, code, detail, hint).retryAfter(signIn.interval()).reply();
    }

    private static Reply over(String code, String detail, String hint) {
        return Problem.of(400, code, detail, hint).reply();
    }
}

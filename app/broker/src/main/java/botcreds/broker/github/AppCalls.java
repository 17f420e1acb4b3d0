package botcreds.broker.github;

import botcreds.broker.github.Exchange.Answered;
import botcreds.broker.model.Secret;
import java.util.Optional;
import java.util.function.Function;

/** Calls signed in as the App, tried once more when the signature was refused for a reason that can be mended. */
final class AppCalls {
    private final Wire wire;
    private final AppJwt jwt;

    AppCalls(Wire wire, AppJwt jwt) {
        this.wire = wire;
        this.jwt = jwt;
    }

    Exchange get(String path) {
        return signed(authorization ->
                wire.send(new Call(Call.Who.APP, "GET", wire.uri(path), Optional.of(authorization), "")));
    }

    /** A 401 comes before GitHub does anything, so that the second try is safe for every call. */
    Exchange signed(Function<Secret, Exchange> call) {
        AppJwt.Signed signature = jwt.current();
        Exchange first = call.apply(signature.authorization());
        if (first instanceof Answered answer && jwt.learn(signature, answer)) {
            return call.apply(jwt.current().authorization());
        }
        return first;
    }
}

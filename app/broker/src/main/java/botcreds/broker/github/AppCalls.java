package botcreds.broker.github;

import botcreds.broker.github.Exchange.Answered;
import botcreds.broker.github.Exchange.Unsigned;
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

    /** A 401 comes before GitHub does anything, so that another try is safe for every call. Each key gets one. */
    Exchange signed(Function<Secret, Exchange> call) {
        AppJwt.Signed signature;
        try {
            signature = jwt.current();
        } catch (CannotSign why) {
            return new Unsigned(why.why());
        }
        Exchange outcome = call.apply(signature.authorization());
        AppJwt.Tries tries = new AppJwt.Tries();
        while (outcome instanceof Answered answer) {
            Optional<AppJwt.Signed> other = jwt.instead(signature, answer, tries);
            if (other.isEmpty()) {
                break;
            }
            signature = other.get();
            outcome = call.apply(signature.authorization());
        }
        if (tries.refusedKey() && outcome instanceof Answered answer && answer.status() != 401) {
            jwt.taken(signature);
        }
        return outcome;
    }
}

package botcreds.broker.logins;

import botcreds.broker.model.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a device is told that asks whether it is signed in by now.
 *
 * @param interval how long it shall wait before it asks again
 * @param token    present exactly when it is signed in, and told once
 */
public record SignIn(Code code, Duration interval, Optional<Token> token) {
    /** What became of it; all but PENDING, SLOW_DOWN and UNAVAILABLE are final. */
    public enum Code {
        SIGNED_IN,
        PENDING,
        SLOW_DOWN,
        DECLINED,
        EXPIRED,
        UNAVAILABLE
    }

    /**
     * A human's token.
     *
     * @param id      what humans call it
     * @param humanId whom it acts as
     * @param name    of that human, for reading
     */
    public record Token(String id, Secret secret, String humanId, String name, Instant expiresAt, Duration life) {}

    /** The answer to a code that cannot be one. */
    public static SignIn unknown() {
        return of(Code.EXPIRED);
    }

    static SignIn of(Code code) {
        return new SignIn(code, LoginPace.INTERVAL, Optional.empty());
    }
}

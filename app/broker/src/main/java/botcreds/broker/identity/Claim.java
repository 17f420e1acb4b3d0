package botcreds.broker.identity;

import java.util.Optional;

/**
 * What one kind of proof says about a connection.
 *
 * @param principal who it is; present exactly when the state is PROVEN
 */
public record Claim<P>(State state, Optional<P> principal) {
    /** WRONG: shown and false. SEVERAL: shown more than once, so it says nothing. */
    public enum State {
        NONE,
        WRONG,
        SEVERAL,
        PROVEN
    }

    public static <P> Claim<P> none() {
        return new Claim<>(State.NONE, Optional.empty());
    }

    public static <P> Claim<P> wrong() {
        return new Claim<>(State.WRONG, Optional.empty());
    }

    public static <P> Claim<P> several() {
        return new Claim<>(State.SEVERAL, Optional.empty());
    }

    public static <P> Claim<P> proven(P principal) {
        return new Claim<>(State.PROVEN, Optional.of(principal));
    }
}

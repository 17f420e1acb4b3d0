package botcreds.broker.identity;

import java.util.Optional;

/**
 * What one kind of proof says about a connection.
 *
 * @param principal who it is; present exactly when the state is PROVEN or AMBIENT
 */
public record Claim<P>(State state, Optional<P> principal) {
    /**
     * WRONG: shown and false. SEVERAL: shown more than once, so it says nothing. AMBIENT: proven, but by where the connection
     * comes from and not by anything the caller chose to show, so it counts only where nothing else does.
     */
    public enum State {
        NONE,
        WRONG,
        SEVERAL,
        PROVEN,
        AMBIENT
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

    public static <P> Claim<P> ambient(P principal) {
        return new Claim<>(State.AMBIENT, Optional.of(principal));
    }
}

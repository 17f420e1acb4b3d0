package botcreds.broker.identity;

import botcreds.broker.model.Human;
import java.util.Optional;

/**
 * A proof is there, and whoever could say what it is worth does not answer. Nothing is decided on it; but ending something
 * must not wait for that, so it says who it would be, where that much is known.
 */
public final class IdentityUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Optional<Human> claimed;

    /** @param claimed by the token's record alone: no group, no address, and maybe no member any more */
    public IdentityUnavailable(Optional<Human> claimed, RuntimeException cause) {
        super("nobody says what a credential is worth", cause);
        this.claimed = claimed;
    }

    public Optional<Human> claimed() {
        return claimed;
    }
}

package botcreds.broker.github;

import java.time.Duration;
import java.util.function.Function;
import java.util.function.Supplier;

/** Whether a token is dead. */
public sealed interface Revocation {

    /** One of two. */
    <T> T fold(Supplier<T> onDead, Function<Later, T> onLater);

    /** GitHub revoked it, or no longer knew it. */
    record Dead() implements Revocation {
        @Override
        public <T> T fold(Supplier<T> onDead, Function<Later, T> onLater) {
            return onDead.get();
        }
    }

    /**
     * Nobody can say; try again.
     *
     * @param retryAfter at least a second
     */
    record Later(Duration retryAfter) implements Revocation {
        @Override
        public <T> T fold(Supplier<T> onDead, Function<Later, T> onLater) {
            return onLater.apply(this);
        }
    }
}

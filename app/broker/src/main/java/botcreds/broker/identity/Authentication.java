package botcreds.broker.identity;

import java.util.function.Function;

/** Who is calling, or why nobody is. */
public sealed interface Authentication<P> {
    <T> T fold(Function<P, T> onPrincipal, Function<Rejection, T> onRejection);

    /** Proven, by one principal alone. */
    record Authenticated<P>(P principal) implements Authentication<P> {
        @Override
        public <T> T fold(Function<P, T> onPrincipal, Function<Rejection, T> onRejection) {
            return onPrincipal.apply(principal);
        }
    }

    /** Nobody we know. */
    record Rejected<P>(Rejection why) implements Authentication<P> {
        @Override
        public <T> T fold(Function<P, T> onPrincipal, Function<Rejection, T> onRejection) {
            return onRejection.apply(why);
        }
    }
}

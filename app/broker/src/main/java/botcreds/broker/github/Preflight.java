package botcreds.broker.github;

import botcreds.broker.model.Scope;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** Whether a scope could be minted now. */
public sealed interface Preflight {

    /** One of three, so that a fourth cannot be forgotten. */
    <T> T fold(Function<Ready, T> onReady, Function<Refused, T> onRefused, Function<Unavailable, T> onUnavailable);

    /**
     * It could.
     *
     * @param repositoryIds GitHub's ids, in the order of {@code scope.repositories()}; worth keeping, see {@link GitHub#know}
     * @param scope         the scope that was asked, with GitHub's own spelling of the names
     */
    record Ready(long installationId, List<Long> repositoryIds, Scope scope) implements Preflight {
        public Ready {
            repositoryIds = List.copyOf(repositoryIds);
        }

        /** The order that mints what was found ready. */
        public MintOrder order() {
            return new MintOrder(installationId, repositoryIds, scope);
        }

        @Override
        public <T> T fold(
                Function<Ready, T> onReady, Function<Refused, T> onRefused, Function<Unavailable, T> onUnavailable) {
            return onReady.apply(this);
        }
    }

    /**
     * It could not, until somebody changes something.
     *
     * @param detail what is the matter, in our own words
     * @param hint   who has to do what
     */
    record Refused(Code code, String detail, String hint) implements Preflight {
        @Override
        public <T> T fold(
                Function<Ready, T> onReady, Function<Refused, T> onRefused, Function<Unavailable, T> onUnavailable) {
            return onRefused.apply(this);
        }
    }

    /**
     * GitHub could not be asked, or asks us to wait.
     *
     * @param retryAfter at least a second
     * @param why        for the operator's log; holds no secret and none of GitHub's own text
     */
    record Unavailable(Duration retryAfter, String why) implements Preflight {
        @Override
        public <T> T fold(
                Function<Ready, T> onReady, Function<Refused, T> onRefused, Function<Unavailable, T> onUnavailable) {
            return onUnavailable.apply(this);
        }
    }
}

package botcreds.broker.github;

import botcreds.broker.model.RequestId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The deploy keys of one repository that this App made. */
public sealed interface OurKeys {

    /** One of two. */
    <T> T fold(Function<Listed, T> onListed, Function<Unavailable, T> onUnavailable);

    /**
     * One of them.
     *
     * @param request for which it was made, as its title says; empty when the title does not say it plainly
     */
    record Key(long id, Optional<RequestId> request) {}

    /** All of them. */
    record Listed(List<Key> keys) implements OurKeys {
        public Listed {
            keys = List.copyOf(keys);
        }

        @Override
        public <T> T fold(Function<Listed, T> onListed, Function<Unavailable, T> onUnavailable) {
            return onListed.apply(this);
        }
    }

    /** Nobody can say now. */
    record Unavailable(Duration retryAfter, String why) implements OurKeys {
        @Override
        public <T> T fold(Function<Listed, T> onListed, Function<Unavailable, T> onUnavailable) {
            return onUnavailable.apply(this);
        }
    }
}

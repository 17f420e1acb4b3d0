package botcreds.broker.github;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;

/** What GitHub's audit log knows of one token. */
public sealed interface TokenUse {
    /** Calls the function for the case that holds. */
    <T> T fold(Function<Seen, T> seen, Function<NotSeen, T> notSeen, Function<Unknown, T> unknown);

    /**
     * It was used.
     *
     * @param action GitHub's word for the newest event, for example {@code git.push}
     * @param last   when that was
     */
    record Seen(String action, Instant last) implements TokenUse {
        @Override
        public <T> T fold(Function<Seen, T> seen, Function<NotSeen, T> notSeen, Function<Unknown, T> unknown) {
            return seen.apply(this);
        }
    }

    /** The log has no event of it. Reading through the REST API leaves none there. */
    record NotSeen() implements TokenUse {
        @Override
        public <T> T fold(Function<Seen, T> seen, Function<NotSeen, T> notSeen, Function<Unknown, T> unknown) {
            return notSeen.apply(this);
        }
    }

    /** GitHub did not say. */
    record Unknown(Duration retryAfter, String why) implements TokenUse {
        @Override
        public <T> T fold(Function<Seen, T> seen, Function<NotSeen, T> notSeen, Function<Unknown, T> unknown) {
            return unknown.apply(this);
        }
    }
}

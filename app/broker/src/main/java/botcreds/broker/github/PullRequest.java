package botcreds.broker.github;

import java.time.Duration;
import java.util.function.Function;

/**
 * A pull request to open, within one repository.
 *
 * @param head the branch that has the change
 * @param base the branch that shall get it
 */
public record PullRequest(String title, String body, String head, String base) {

    /** What there is of it at GitHub, or why nothing is. */
    public sealed interface Found {
        <T> T fold(
                Function<Open, T> onOpen,
                Function<Closed, T> onClosed,
                Function<None, T> onNone,
                Function<Unavailable, T> onUnavailable);
    }

    /** People can decide about it. */
    public record Open(long number, String url) implements Found {
        @Override
        public <T> T fold(
                Function<Open, T> onOpen,
                Function<Closed, T> onClosed,
                Function<None, T> onNone,
                Function<Unavailable, T> onUnavailable) {
            return onOpen.apply(this);
        }
    }

    /** People have decided about it, one way or the other. */
    public record Closed(long number, boolean merged) implements Found {
        @Override
        public <T> T fold(
                Function<Open, T> onOpen,
                Function<Closed, T> onClosed,
                Function<None, T> onNone,
                Function<Unavailable, T> onUnavailable) {
            return onClosed.apply(this);
        }
    }

    /** There was never one from that branch. */
    public record None() implements Found {
        @Override
        public <T> T fold(
                Function<Open, T> onOpen,
                Function<Closed, T> onClosed,
                Function<None, T> onNone,
                Function<Unavailable, T> onUnavailable) {
            return onNone.apply(this);
        }
    }

    /**
     * GitHub could not be asked, or said no.
     *
     * @param retryAfter at least a second
     * @param why        in our own words, with what to do
     */
    public record Unavailable(Duration retryAfter, String why) implements Found {
        @Override
        public <T> T fold(
                Function<Open, T> onOpen,
                Function<Closed, T> onClosed,
                Function<None, T> onNone,
                Function<Unavailable, T> onUnavailable) {
            return onUnavailable.apply(this);
        }
    }
}

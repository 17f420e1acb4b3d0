package botcreds.broker.github;

import java.time.Duration;
import java.util.List;

/** What GitHub says is in one commit's history and not in another's. */
public sealed interface Comparison {
    /** One commit with its whole message. */
    record Commit(String sha, String message) {}

    /**
     * The commits, oldest first.
     *
     * @param contained whether everything of the base is in the head
     */
    record Between(List<Commit> commits, boolean contained) implements Comparison {
        public Between {
            commits = List.copyOf(commits);
        }
    }

    /** One of the two is not there, or they have nothing in common. */
    record Nothing() implements Comparison {}

    /**
     * Nobody can say now.
     *
     * @param isFinal whether asking again would bring the same
     */
    record Unavailable(Duration retryAfter, boolean isFinal, String why) implements Comparison {}
}

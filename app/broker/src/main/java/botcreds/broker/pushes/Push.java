package botcreds.broker.pushes;

import botcreds.broker.model.CommitMessage;
import botcreds.broker.model.Repository;
import java.util.List;

/**
 * A push that GitHub told of, as much of it as attribution is judged by.
 *
 * @param delivery      GitHub's id of the telling; a repeat has the same
 * @param pusher        login of whoever pushed
 * @param before        what the ref pointed to, 40 zeros for a new one
 * @param defaultBranch name of the branch that a new one is compared with
 * @param forced        whether commits have gone from the ref
 * @param whole         whether every commit of the push is listed
 */
public record Push(
        String delivery,
        long installationId,
        long repositoryId,
        Repository repository,
        String pusher,
        String ref,
        String before,
        String after,
        String defaultBranch,
        boolean forced,
        boolean whole,
        List<Commit> commits) {
    /** What GitHub gives as the missing end of a ref that was made or deleted. */
    static final String NOTHING = "0".repeat(40);

    public Push {
        commits = List.copyOf(commits);
    }

    /**
     * One commit.
     *
     * @param isNew false when it was in the repository before, pushed by whomever
     */
    public record Commit(String sha, boolean isNew, CommitMessage message) {}

    boolean isDeletion() {
        return after.matches("0+");
    }

    boolean makesTheRef() {
        return before.matches("0+");
    }
}

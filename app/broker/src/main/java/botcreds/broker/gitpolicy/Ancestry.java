package botcreds.broker.gitpolicy;

import java.io.IOException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.internal.storage.dfs.InMemoryRepository;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevWalk;

/** Whether one commit came after another. */
final class Ancestry {
    private Ancestry() {}

    /** Tells whether the repository shows that the commit is the ancestor or descends from it; what was not fetched shows nothing. */
    static boolean descends(InMemoryRepository repository, ObjectId commit, ObjectId ancestor) throws IOException {
        if (commit.equals(ancestor)) {
            return true;
        }
        try (RevWalk walk = new RevWalk(repository)) {
            return walk.isMergedInto(walk.parseCommit(ancestor), walk.parseCommit(commit));
        } catch (MissingObjectException notFetched) {
            return false;
        }
    }
}

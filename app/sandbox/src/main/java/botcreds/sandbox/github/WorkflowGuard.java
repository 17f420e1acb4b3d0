package botcreds.sandbox.github;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.PreReceiveHook;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.eclipse.jgit.transport.ReceivePack;
import org.eclipse.jgit.treewalk.EmptyTreeIterator;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.AndTreeFilter;
import org.eclipse.jgit.treewalk.filter.PathFilter;
import org.eclipse.jgit.treewalk.filter.TreeFilter;

/**
 * Refuses a push of new commits that touch {@code .github/workflows}: a token needs {@code workflows: write} for these
 * besides {@code contents: write}.
 */
final class WorkflowGuard implements PreReceiveHook {
    private static final String FOLDER = ".github/workflows";

    @Override
    public void onPreReceive(ReceivePack pack, Collection<ReceiveCommand> commands) {
        for (ReceiveCommand command : commands) {
            if (command.getType() == ReceiveCommand.Type.DELETE) {
                continue;
            }
            try {
                touched(pack.getRepository(), command)
                        .ifPresent(path -> command.setResult(
                                ReceiveCommand.Result.REJECTED_OTHER_REASON,
                                "refusing to allow a GitHub App to create or update workflow `" + path
                                        + "` without `workflows` permission"));
            } catch (IOException e) {
                throw new UncheckedIOException("could not read the commits of a push", e);
            }
        }
    }

    private static Optional<String> touched(Repository repository, ReceiveCommand command) throws IOException {
        try (RevWalk walk = new RevWalk(repository)) {
            RevObject pushed = walk.peel(walk.parseAny(command.getNewId()));
            if (!(pushed instanceof RevCommit commit)) {
                return Optional.empty();
            }
            walk.markStart(commit);
            for (Ref known : repository.getRefDatabase().getRefs()) {
                if (known.getObjectId() != null
                        && walk.peel(walk.parseAny(known.getObjectId())) instanceof RevCommit old) {
                    walk.markUninteresting(old);
                }
            }
            for (RevCommit fresh : walk) {
                Optional<String> path = touched(repository, walk, fresh);
                if (path.isPresent()) {
                    return path;
                }
            }
            return Optional.empty();
        }
    }

    private static Optional<String> touched(Repository repository, RevWalk walk, RevCommit commit) throws IOException {
        try (ObjectReader reader = repository.newObjectReader();
                TreeWalk trees = new TreeWalk(reader)) {
            if (commit.getParentCount() == 0) {
                trees.addTree(new EmptyTreeIterator());
            } else {
                trees.addTree(walk.parseCommit(commit.getParent(0)).getTree());
            }
            trees.addTree(commit.getTree());
            trees.setRecursive(true);
            trees.setFilter(AndTreeFilter.create(PathFilter.create(FOLDER), TreeFilter.ANY_DIFF));
            return trees.next() ? Optional.of(trees.getPathString()) : Optional.empty();
        }
    }
}

package botcreds.broker.gitpolicy;

import botcreds.broker.policy.PolicyUnfit;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.ZoneOffset;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEditor;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.internal.storage.dfs.InMemoryRepository;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.TreeFilter;

/** The one file in the trees of a repository, read and replaced. For one thread. */
final class PolicyTree {
    /** One byte more than any policy, so that its reader can tell. */
    private static final int MOST_BYTES = 8 * 1024 * 1024 + 1;

    private final InMemoryRepository repository;
    private final GitSource source;

    PolicyTree(InMemoryRepository repository, GitSource source) {
        this.repository = repository;
        this.source = source;
    }

    /**
     * Returns the text of the policy in a commit.
     *
     * @throws PolicyUnfit when something other than a plain file stands there
     */
    byte[] text(ObjectId commit) throws IOException {
        try (ObjectReader reader = repository.newObjectReader();
                TreeWalk walk = TreeWalk.forPath(reader, source.path(), tree(commit))) {
            if (walk == null) {
                throw new PolicyUnfit(
                        "policy_missing",
                        "Commit " + commit.name() + " of " + source + " has no such file; put it back.");
            }
            FileMode mode = walk.getFileMode(0);
            if (!mode.equals(FileMode.REGULAR_FILE) && !mode.equals(FileMode.EXECUTABLE_FILE)) {
                throw new PolicyUnfit(
                        "policy_not_a_file",
                        "In commit " + commit.name() + " of " + source + " that is " + what(mode)
                                + "; the policy must be a plain file there.");
            }
            try (InputStream in =
                    reader.open(walk.getObjectId(0), Constants.OBJ_BLOB).openStream()) {
                return in.readNBytes(MOST_BYTES);
            }
        }
    }

    /** Tells whether two commits have the same files but for the policy. */
    boolean differsInPolicyOnly(ObjectId one, ObjectId other) throws IOException {
        try (TreeWalk walk = new TreeWalk(repository)) {
            walk.setRecursive(true);
            walk.setFilter(TreeFilter.ANY_DIFF);
            walk.addTree(tree(one));
            walk.addTree(tree(other));
            boolean only = true;
            while (only && walk.next()) {
                only = walk.getPathString().equals(source.path()) && walk.getRawMode(0) == walk.getRawMode(1);
            }
            return only;
        }
    }

    /** Writes a commit on top of another one that differs in nothing but this file. */
    ObjectId commit(ObjectId parent, byte[] text, Author author, String message) throws IOException {
        try (ObjectInserter inserter = repository.newObjectInserter();
                ObjectReader reader = repository.newObjectReader()) {
            ObjectId blob = inserter.insert(Constants.OBJ_BLOB, text);
            DirCache index = DirCache.newInCore();
            DirCacheBuilder builder = index.builder();
            builder.addTree(new byte[0], DirCacheEntry.STAGE_0, reader, tree(parent));
            builder.finish();
            DirCacheEditor editor = index.editor();
            editor.add(new DirCacheEditor.PathEdit(source.path()) {
                @Override
                public void apply(DirCacheEntry entry) {
                    // The mode stays: a policy that was made executable is still that.
                    entry.setObjectId(blob);
                }
            });
            editor.finish();
            CommitBuilder commit = new CommitBuilder();
            commit.setParentId(parent);
            commit.setTreeId(index.writeTree(inserter));
            commit.setAuthor(author.ident());
            commit.setCommitter(author.committer());
            commit.setMessage(message);
            ObjectId id = inserter.insert(commit);
            inserter.flush();
            return id;
        }
    }

    /**
     * Who is named in a commit.
     *
     * @param name      the human whose word it is, as seen
     * @param botName   the App's user
     * @param botEmail  the App's user's, and the human's for want of a better one
     */
    record Author(String name, String botName, String botEmail, Instant at) {
        PersonIdent ident() {
            // Angle brackets and line breaks would end the name; JGit would keep them.
            String plain = name.replaceAll("[\\p{Cntrl}<>]", "").strip();
            return new PersonIdent(plain.isEmpty() ? "someone" : plain, botEmail, at, ZoneOffset.UTC);
        }

        PersonIdent committer() {
            return new PersonIdent(botName, botEmail, at, ZoneOffset.UTC);
        }
    }

    private ObjectId tree(ObjectId commit) throws IOException {
        return RevCommit.parse(repository.open(commit, Constants.OBJ_COMMIT).getCachedBytes())
                .getTree()
                .getId();
    }

    private static String what(FileMode mode) {
        if (mode.equals(FileMode.SYMLINK)) {
            return "a symbolic link";
        }
        return mode.equals(FileMode.GITLINK) ? "a submodule" : "a folder";
    }
}

package botcreds.sandbox.github;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.TreeFormatter;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/** Makes and opens bare git repositories on disk. */
final class BareRepository {
    private BareRepository() {}

    /** Makes a bare repository whose branch {@code main} holds one commit with a README.md. */
    static void create(Path directory, String name, Instant at) throws IOException {
        try (Repository repository = build(directory)) {
            repository.create(true);
            // A collection after a push would go on in the background when the sandbox is long closed.
            repository.getConfig().setBoolean("receive", null, "autogc", false);
            repository.getConfig().save();
            repository.updateRef(Constants.HEAD).link("refs/heads/main");
            RefUpdate main = repository.updateRef("refs/heads/main");
            main.setNewObjectId(firstCommit(repository, name, at));
            if (main.update() != RefUpdate.Result.NEW) {
                throw new IOException("could not make branch main in " + directory);
            }
        }
    }

    static Repository open(Path directory) throws IOException {
        return build(directory);
    }

    private static Repository build(Path directory) throws IOException {
        return new FileRepositoryBuilder()
                .setGitDir(directory.toFile())
                .setBare()
                .build();
    }

    private static ObjectId firstCommit(Repository repository, String name, Instant at) throws IOException {
        try (ObjectInserter inserter = repository.newObjectInserter()) {
            TreeFormatter tree = new TreeFormatter();
            tree.append(
                    "README.md",
                    FileMode.REGULAR_FILE,
                    inserter.insert(Constants.OBJ_BLOB, ("# " + name + "\n").getBytes(UTF_8)));
            PersonIdent author = new PersonIdent("Sandbox", "sandbox@localhost", at, ZoneOffset.UTC);
            CommitBuilder commit = new CommitBuilder();
            commit.setTreeId(inserter.insert(tree));
            commit.setAuthor(author);
            commit.setCommitter(author);
            commit.setMessage("Initial commit\n");
            ObjectId id = inserter.insert(commit);
            inserter.flush();
            return id;
        }
    }
}

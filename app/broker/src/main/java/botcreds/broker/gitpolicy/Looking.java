package botcreds.broker.gitpolicy;

import botcreds.broker.policy.PolicyUnfit;
import java.io.IOException;
import java.util.Optional;
import org.eclipse.jgit.internal.storage.dfs.InMemoryRepository;
import org.eclipse.jgit.lib.ObjectId;

/** Looks at the branch and proves what it finds before anybody reads it. Thread-safe. */
final class Looking {
    private static final int RECENT = 64;
    /** A branch that gained more commits than this since it was looked at last has to be looked at by a human. */
    private static final int FAR = 4096;

    private final GitSource source;
    private final GitRemote remote;
    private final Optional<Signatures> signatures;

    Looking(GitSource source, GitRemote remote, Optional<Signatures> signatures) {
        this.source = source;
        this.remote = remote;
        this.signatures = signatures;
    }

    /**
     * Which commit the branch has.
     *
     * @throws PolicyUnfit when the remote answers and has no such branch
     */
    ObjectId head() throws IOException {
        return remote.head(source.branch())
                .orElseThrow(() -> new PolicyUnfit(
                        "branch_missing", "The remote has no branch " + source.branch() + "; push it again."));
    }

    /** A proven head, and the repository in memory that it lies in. */
    static final class Found implements AutoCloseable {
        private final InMemoryRepository repository;
        private final ObjectId commit;
        private final byte[] text;

        Found(InMemoryRepository repository, ObjectId commit, byte[] text) {
            this.repository = repository;
            this.commit = commit;
            this.text = text;
        }

        InMemoryRepository repository() {
            return repository;
        }

        ObjectId commit() {
            return commit;
        }

        /** The bytes themselves, not a copy; nobody writes to them. */
        byte[] text() {
            return text;
        }

        @Override
        public void close() {
            repository.close();
        }
    }

    /**
     * Fetches the head of the branch.
     *
     * @param counted the commit that the head must descend from; empty when nothing has ever counted
     * @throws PolicyUnfit when the head must not count
     */
    Found fetch(Optional<ObjectId> counted) throws IOException {
        InMemoryRepository repository = GitRemote.inMemory();
        try {
            ObjectId head = remote.fetch(repository, source.branch(), RECENT);
            if (counted.isPresent() && !Ancestry.descends(repository, head, counted.get())) {
                repository.close();
                repository = GitRemote.inMemory();
                head = remote.fetch(repository, source.branch(), FAR);
                refuseAnotherHistory(repository, head, counted.get());
            }
            if (signatures.isPresent() && !head.equals(counted.orElse(null))) {
                signatures.get().verify(repository, head);
            }
            return new Found(repository, head, new PolicyTree(repository, source).text(head));
        } catch (IOException | RuntimeException failure) {
            repository.close();
            throw failure;
        }
    }

    private void refuseAnotherHistory(InMemoryRepository repository, ObjectId head, ObjectId counted)
            throws IOException {
        if (!Ancestry.descends(repository, head, counted)) {
            throw new PolicyUnfit(
                    "history_rewound",
                    "The branch " + source.branch() + " was rewound or replaced: commit " + head.name()
                            + " does not descend from " + counted.name()
                            + ", which counts. If somebody forged it, push the old one back; if it was meant, let the new"
                            + " one descend from the old one: git merge -s ours " + counted.name() + ".");
        }
    }
}

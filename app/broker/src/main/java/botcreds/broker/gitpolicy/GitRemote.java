package botcreds.broker.gitpolicy;

import botcreds.broker.model.Secret;
import botcreds.broker.policy.PolicyUnfit;
import java.io.IOException;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.internal.storage.dfs.DfsRepositoryDescription;
import org.eclipse.jgit.internal.storage.dfs.InMemoryRepository;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.RemoteRefUpdate;
import org.eclipse.jgit.transport.SshTransport;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.TransportHttp;
import org.eclipse.jgit.transport.URIish;

/**
 * The remote, reached by JGit. What is fetched lives in memory and in no folder, so that it has no work tree, no hooks and no
 * links, and nothing of it is ever run. Every call ends in bounded time and memory. Thread-safe.
 */
final class GitRemote {
    /** Enough for everything of a thousand versions of a large policy. */
    static final long MOST_BYTES = 32L * 1024 * 1024;

    private static final Duration MOST_TIME = Duration.ofSeconds(30);
    private static final int READ_SECONDS = 10;
    private static final String USER = "x-access-token";
    private static final String FETCHED = "refs/remotes/policy/";

    private final GitSource source;
    private final Keys keys;
    private final Optional<SshKeys> ssh;
    private final LongSupplier nanos;

    GitRemote(GitSource source, Keys keys, Optional<SshKeys> ssh, LongSupplier nanos) {
        this.source = source;
        this.keys = keys;
        this.ssh = ssh;
        this.nanos = nanos;
    }

    /** A repository in memory that knows nobody's configuration but what stands here. */
    static InMemoryRepository inMemory() {
        InMemoryRepository repository = new InMemoryRepository(new DfsRepositoryDescription("policy"));
        Config config = repository.getConfig();
        config.setString("http", null, "followRedirects", "false");
        config.setBoolean("http", null, "sslVerify", true);
        return repository;
    }

    /** The commit at the head of a branch; empty when the remote answers and has no such branch. */
    Optional<ObjectId> head(String branch) throws IOException {
        try (InMemoryRepository nothing = inMemory()) {
            return reading(nothing, transport -> {
                String ref = "refs/heads/" + branch;
                try (FetchConnection connection = transport.openFetch(List.of(new RefSpec(ref)), ref)) {
                    return Optional.ofNullable(connection.getRef(ref)).map(Ref::getObjectId);
                }
            });
        }
    }

    /**
     * Fetches a branch into the repository.
     *
     * @param depth how many generations of commits
     * @return its head
     */
    ObjectId fetch(InMemoryRepository into, String branch, int depth) throws IOException {
        String ref = "refs/heads/" + branch;
        return reading(into, transport -> {
            transport.setDepth(depth);
            Patience patience = patience();
            try {
                transport.fetch(patience, List.of(new RefSpec("+" + ref + ":" + FETCHED + branch)));
            } catch (TransportException cancelled) {
                throw patience.isTooMany() ? tooLarge(Patience.MOST_OBJECTS + " objects") : cancelled;
            }
            Ref fetched = into.exactRef(FETCHED + branch);
            if (fetched == null || fetched.getObjectId() == null) {
                throw new IOException("the branch " + branch + " is not there");
            }
            return fetched.getObjectId();
        });
    }

    /** What became of a push. */
    enum Pushed {
        DONE,
        /** Somebody else was there first; nothing was changed. */
        OVERTAKEN
    }

    /**
     * Lets a branch go from one commit to a descendant of it, or begin; never anything else.
     *
     * @param from where it must still be; empty: it must not be there
     */
    Pushed push(InMemoryRepository repository, ObjectId commit, String branch, Optional<ObjectId> from)
            throws IOException {
        Optional<Secret> key = keys.toWrite();
        try (Transport transport = open(repository, key)) {
            RemoteRefUpdate update = new RemoteRefUpdate(
                    repository, null, commit, "refs/heads/" + branch, false, null, from.orElse(ObjectId.zeroId()));
            transport.push(patience(), List.of(update));
            return switch (update.getStatus()) {
                case OK, UP_TO_DATE -> Pushed.DONE;
                case REJECTED_NONFASTFORWARD, REJECTED_REMOTE_CHANGED, REJECTED_NODELETE -> Pushed.OVERTAKEN;
                default -> {
                    // A server says this of a branch that moved while it was being written, too.
                    if (head(branch).equals(from)) {
                        throw new IOException("the remote refused the push to " + branch + ": " + update.getStatus());
                    }
                    yield Pushed.OVERTAKEN;
                }
            };
        } catch (URISyntaxException impossible) {
            throw new IOException("the remote's address cannot be read", impossible);
        } finally {
            keys.giveBack(key);
        }
    }

    private Patience patience() {
        return new Patience(MOST_TIME.toNanos(), nanos);
    }

    /** Something done over an open transport. */
    private interface Call<T> {
        T over(Transport transport) throws IOException;
    }

    private <T> T reading(InMemoryRepository repository, Call<T> call) throws IOException {
        try (Transport transport = open(repository, keys.toRead())) {
            return call.over(transport);
        } catch (URISyntaxException impossible) {
            throw new IOException("the remote's address cannot be read", impossible);
        } catch (TransportException failure) {
            if (BoundedHttp.TooMuch.isIn(failure)) {
                throw tooLarge(MOST_BYTES / 1024 / 1024 + " MiB");
            }
            if (String.valueOf(failure.getMessage()).contains("not authorized")) {
                keys.refused();
            }
            throw withCause(failure);
        }
    }

    /** JGit says what it could not do, and why only in the cause. */
    private static IOException withCause(TransportException failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String what = String.valueOf(failure.getMessage());
        String why = String.valueOf(root.getMessage());
        return what.contains(why) ? failure : new IOException(what + ": " + why, failure);
    }

    private PolicyUnfit tooLarge(String most) {
        return new PolicyUnfit(
                "repository_too_large",
                source + " sends more than " + most + "; keep the policy in a repository of its own.");
    }

    private Transport open(InMemoryRepository repository, Optional<Secret> key) throws IOException, URISyntaxException {
        Transport transport = Transport.open(repository, new URIish(source.url().toString()));
        transport.setTimeout(READ_SECONDS);
        transport.setTagOpt(TagOpt.NO_TAGS);
        if (transport instanceof TransportHttp http) {
            http.setHttpConnectionFactory(
                    new BoundedHttp(source.url().toURL(), MOST_BYTES, MOST_TIME.toNanos(), nanos));
            key.ifPresent(secret -> http.setPreemptiveBasicAuthentication(USER, secret.reveal()));
            return transport;
        }
        if (transport instanceof SshTransport over && ssh.isPresent()) {
            over.setSshSessionFactory(ssh.get().sessions());
            return transport;
        }
        transport.close();
        throw new IOException("only https and ssh lead to a policy");
    }
}

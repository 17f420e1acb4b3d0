package botcreds.broker.credentials;

import botcreds.broker.github.DeployKeyOrder;
import botcreds.broker.github.GitHub;
import botcreds.broker.github.Mint;
import botcreds.broker.github.RepositoryPlace;
import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.Level;
import botcreds.broker.model.Permissions;
import botcreds.broker.model.Scope;
import botcreds.broker.model.Secret;
import botcreds.broker.model.SshPublicKey;
import botcreds.broker.store.DeployKeys;
import botcreds.broker.store.Store;
import botcreds.broker.store.Transaction;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is special about issuing a deploy key: whose pair it is, what the App needs for it, and what the log says. Thread-safe. */
public final class DeployKeyIssue {
    /** Longer than an attempt can take, so that the first look finds what it left behind. */
    static final Duration FIRST_LOOK = Duration.ofMinutes(5);

    /** What the broker's own token for a call about deploy keys has. */
    static final String OWN_PERMISSION = "administration:write";

    private final Store store;
    private final GitHub gitHub;

    public DeployKeyIssue(Store store, GitHub gitHub) {
        this.store = store;
        this.gitHub = gitHub;
    }

    /** What the App must have been granted: deploy keys belong to a repository's administration, whatever they open. */
    public static Scope needed(Scope asked) {
        return new Scope(asked.repositories(), Permissions.of(Map.of("administration", Level.WRITE)));
    }

    static RepositoryPlace place(AccessRequest request) {
        return new RepositoryPlace(
                request.installationId(),
                request.repositoryIds().get(0),
                request.scope().repositories().get(0));
    }

    /** Part of the intent: from here on a key may be there, and a token that can make it is about to be minted. */
    static void expect(Transaction tx, AccessRequest request) {
        RepositoryPlace place = place(request);
        tx.deployKeys()
                .mayBeIn(new DeployKeys.Place(
                        place.repositoryId(),
                        place.repository(),
                        place.installationId(),
                        tx.now().plus(FIRST_LOOK)));
        OwnToken.record(tx, Optional.of(request), place, OWN_PERMISSION, "make a deploy key");
    }

    Mint make(AccessRequest request) {
        Optional<SshPublicKey> offered = store.read(tx -> tx.deployKeys().offered(request.id()));
        SshKeyPair pair = offered.map(key -> new SshKeyPair(key, Secret.of(key.line())))
                .orElseGet(() -> SshKeyPair.make(request.bot() + " " + request.id()));
        boolean readOnly = !request.scope().permissions().covers(Permissions.ofWords(List.of("contents:write")));
        return gitHub.addDeployKey(new DeployKeyOrder(
                place(request), request.bot(), request.id(), pair.publicKey(), pair.privateKey(), readOnly));
    }
}

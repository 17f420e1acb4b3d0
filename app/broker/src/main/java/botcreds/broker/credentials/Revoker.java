package botcreds.broker.credentials;

import botcreds.broker.errands.Alerts;
import botcreds.broker.errands.Threads;
import botcreds.broker.errands.Transitions;
import botcreds.broker.github.GitHub;
import botcreds.broker.github.Mint;
import botcreds.broker.github.Revocation;
import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.AuditEvent;
import botcreds.broker.model.Credential;
import botcreds.broker.model.CredentialState;
import botcreds.broker.model.DeployKey;
import botcreds.broker.model.Secret;
import botcreds.broker.store.SealBroken;
import botcreds.broker.store.Store;
import botcreds.broker.store.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends credentials at GitHub, again and again until GitHub says they are dead or they have died by themselves. Thread-safe. */
public final class Revoker {
    private static final Logger LOG = LoggerFactory.getLogger(Revoker.class);

    /** One or two failures are a hiccup of GitHub's that nobody has to know of. */
    /** Only a restart with the right seal key helps, or the token's own end at GitHub. */
    private static final Duration WHEN_UNREADABLE = Duration.ofMinutes(5);

    private static final int TRIES_BEFORE_AN_ALERT = 3;

    private final Store store;
    private final GitHub gitHub;
    private final Alerts alerts;
    private final Executor background;

    public Revoker(Store store, GitHub gitHub, Alerts alerts, Executor background) {
        this.store = store;
        this.gitHub = gitHub;
        this.alerts = alerts;
        this.background = background;
    }

    /**
     * Marks every living credential of a request as having to die; part of the unit of work that ends the request, so that
     * a crash cannot forget one.
     */
    public static void mark(Transaction tx, AccessRequest request) {
        for (Credential credential : tx.credentials().alive(request.id())) {
            tx.credentials().change(credential, CredentialState.REVOKING);
        }
    }

    /** Tries to end every credential of a request that must die; returns whether all of them are dead now. */
    public boolean endAll(AccessRequest request) {
        boolean allDead = true;
        for (Credential credential : store.read(tx -> tx.credentials().alive(request.id()))) {
            if (credential.state() == CredentialState.REVOKING) {
                allDead &= end(credential);
            }
        }
        return allDead;
    }

    /** The same off the caller's thread; what fails now the reaper tries again. */
    public void endAllSoon(AccessRequest request) {
        background.execute(() -> endAll(request));
    }

    /**
     * Tries to end credentials that were marked, all at once, and waits for it no longer than that. What is left goes on
     * being tried by the reaper.
     *
     * @return those of which GitHub has not said that they are dead
     */
    public List<Credential> endWithin(List<Credential> marked, Duration patience) {
        Set<Credential> living = ConcurrentHashMap.newKeySet();
        living.addAll(marked);
        CompletableFuture<?>[] tries = marked.stream()
                .map(before -> CompletableFuture.runAsync(
                        () -> {
                            // As it is now: it was read before it was marked.
                            boolean dead = store.read(tx -> tx.credentials().byId(before.id()))
                                    .filter(now -> now.state().isAlive())
                                    .map(this::end)
                                    .orElse(true);
                            if (dead) {
                                living.remove(before);
                            }
                        },
                        background))
                .toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(tries).get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException notAll) {
            LOG.warn(
                    "{} of {} credentials are not confirmed dead yet; the reaper goes on",
                    living.size(),
                    marked.size());
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
        return List.copyOf(living);
    }

    /** Tries to end one credential that is due or must die; returns whether it is dead now. */
    public boolean end(Credential credential) {
        if (credential.deployKey().isPresent()) {
            return endKey(credential, credential.deployKey().get());
        }
        Optional<Secret> token;
        try {
            token = store.read(tx -> tx.credentials().reveal(credential));
        } catch (SealBroken unreadable) {
            LOG.error("{} cannot be revoked here: {}", credential.id(), unreadable.getMessage());
            return later(credential, WHEN_UNREADABLE);
        }
        if (token.isEmpty()) {
            return true;
        }
        return gitHub.revoke(token.get()).fold(() -> dead(credential), later -> later(credential, later.retryAfter()));
    }

    /** A token that could not be recorded must not live: no row, no credential. */
    boolean discard(AccessRequest request, Mint.Minted minted) {
        Revocation revocation = minted.deployKey()
                .map(key -> gitHub.removeDeployKey(DeployKeyIssue.place(request), key.githubId()))
                .orElseGet(() -> gitHub.revoke(minted.token()));
        return revocation.fold(() -> true, later -> false);
    }

    private boolean endKey(Credential credential, DeployKey key) {
        AccessRequest request = store.writeNow(tx -> {
            AccessRequest about = tx.requests().byId(credential.request()).orElseThrow();
            if (tx.credentials()
                    .byId(credential.id())
                    .filter(each -> each.state().isAlive())
                    .isPresent()) {
                OwnToken.record(
                        tx,
                        Optional.of(about),
                        DeployKeyIssue.place(about),
                        DeployKeyIssue.OWN_PERMISSION,
                        "remove a deploy key");
            }
            return about;
        });
        return gitHub.removeDeployKey(DeployKeyIssue.place(request), key.githubId())
                .fold(() -> dead(credential), later -> later(credential, later.retryAfter()));
    }

    private boolean dead(Credential credential) {
        boolean atItsEnd = credential.state() == CredentialState.ACTIVE;
        store.writeNow(tx -> {
            CredentialState end = atItsEnd ? CredentialState.EXPIRED : CredentialState.REVOKED;
            if (tx.credentials().change(credential, end)) {
                record(
                        tx,
                        credential,
                        atItsEnd ? AuditEvent.Type.CREDENTIAL_EXPIRED : AuditEvent.Type.CREDENTIAL_REVOKED);
            }
            return true;
        });
        return true;
    }

    private boolean later(Credential credential, Duration retryAfter) {
        return store.writeNow(tx -> {
            Instant now = tx.now();
            // A deploy key does not end by itself, however long one waits.
            if (credential.deployKey().isEmpty() && now.isAfter(credential.githubExpiresAt())) {
                if (tx.credentials().change(credential, CredentialState.EXPIRED)) {
                    record(tx, credential, AuditEvent.Type.CREDENTIAL_EXPIRED);
                }
                return true;
            }
            int tries = tx.credentials()
                    .retryRevocation(credential.id(), now.plus(retryAfter), "GitHub has not confirmed the revocation");
            if (tries == TRIES_BEFORE_AN_ALERT) {
                alerts.about(tx, credential.bot(), unconfirmed(credential), whatToDo(tx, credential));
            }
            return false;
        });
    }

    private static String unconfirmed(Credential credential) {
        return "⚠️ GitHub has not confirmed that " + credential.id() + " of " + credential.bot()
                + " is dead (REVOKE_PENDING)";
    }

    private static String whatToDo(Transaction tx, Credential credential) {
        if (credential.deployKey().isEmpty()) {
            return "The broker tries until it does. By itself the credential ends at " + credential.githubExpiresAt()
                    + "; suspend the App's installation to end it now.";
        }
        AccessRequest request = tx.requests().byId(credential.request()).orElseThrow();
        return "The deploy key is still there in "
                + request.scope().repositories().get(0) + ", titled with "
                + request.id()
                + ", and does not end by itself. The broker goes on trying. Check that the App is installed"
                + " there with administration:write, or delete the key in the repository's settings.";
    }

    private static void record(Transaction tx, Credential credential, AuditEvent.Type type) {
        AccessRequest request = tx.requests().byId(credential.request()).orElseThrow();
        tx.audit()
                .append(AuditEvent.of(
                        type,
                        request,
                        Map.of("token_id", credential.id().value(), "token_sha256", credential.tokenSha256())));
        // That a token of a session has reached its hour is no news; that one did not die when it had to, is.
        if (type == AuditEvent.Type.CREDENTIAL_REVOKED) {
            Threads.say(tx, request, credential.id() + " is dead: GitHub has confirmed its revocation", "");
        } else if (credential.state() == CredentialState.REVOKING) {
            Threads.say(tx, request, credential.id() + " has expired; GitHub never confirmed its revocation", "");
        }
        // The card said that it was being ended; now it can say that it has.
        Transitions.announce(tx, request);
    }
}

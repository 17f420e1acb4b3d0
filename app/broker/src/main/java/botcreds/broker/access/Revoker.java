package botcreds.broker.access;

import botcreds.broker.github.GitHub;
import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.AuditEvent;
import botcreds.broker.model.Credential;
import botcreds.broker.model.CredentialState;
import botcreds.broker.model.Secret;
import botcreds.broker.store.Store;
import botcreds.broker.store.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;

/** Ends credentials at GitHub, again and again until GitHub says they are dead or they have died by themselves. Thread-safe. */
final class Revoker {
    private final Store store;
    private final GitHub gitHub;
    private final Executor background;

    Revoker(Store store, GitHub gitHub, Executor background) {
        this.store = store;
        this.gitHub = gitHub;
        this.background = background;
    }

    /**
     * Marks every living credential of a request as having to die; part of the unit of work that ends the request, so that
     * a crash cannot forget one.
     */
    static void mark(Transaction tx, AccessRequest request) {
        for (Credential credential : tx.credentials().alive(request.id())) {
            tx.credentials().change(credential, CredentialState.REVOKING);
        }
    }

    /** Tries to end every credential of a request that must die; returns whether all of them are dead now. */
    boolean endAll(AccessRequest request) {
        boolean allDead = true;
        for (Credential credential : store.read(tx -> tx.credentials().alive(request.id()))) {
            if (credential.state() == CredentialState.REVOKING) {
                allDead &= end(credential);
            }
        }
        return allDead;
    }

    /** The same off the caller's thread; what fails now the reaper tries again. */
    void endAllSoon(AccessRequest request) {
        background.execute(() -> endAll(request));
    }

    /** Tries to end one credential that is due or must die; returns whether it is dead now. */
    boolean end(Credential credential) {
        Optional<Secret> token = store.read(tx -> tx.credentials().reveal(credential));
        if (token.isEmpty()) {
            return true;
        }
        return gitHub.revoke(token.get()).fold(() -> dead(credential), later -> later(credential, later.retryAfter()));
    }

    /** A token that could not be recorded must not live: no row, no credential. */
    boolean discard(Secret token) {
        return gitHub.revoke(token).fold(() -> true, later -> false);
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
            if (now.isAfter(credential.githubExpiresAt())) {
                if (tx.credentials().change(credential, CredentialState.EXPIRED)) {
                    record(tx, credential, AuditEvent.Type.CREDENTIAL_EXPIRED);
                }
                return true;
            }
            tx.credentials()
                    .retryRevocation(credential.id(), now.plus(retryAfter), "GitHub has not confirmed the revocation");
            return false;
        });
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

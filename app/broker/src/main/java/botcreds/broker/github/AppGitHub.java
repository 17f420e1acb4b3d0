package botcreds.broker.github;

import botcreds.broker.model.BotUser;
import botcreds.broker.model.Repository;
import botcreds.broker.model.Scope;
import botcreds.broker.model.Secret;
import java.time.InstantSource;
import java.util.Optional;

/** GitHub over its REST API, signed in as the App. Construction makes no call. */
public final class AppGitHub implements GitHub, AutoCloseable {
    public AppGitHub(Endpoint endpoint, AppIdentity app, InstantSource clock) {}

    @Override
    public Preflight preflight(Scope scope, Runnable beforeLookup) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Mint mint(MintOrder order) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Revocation revoke(Secret token) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<BotUser> botUser() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void know(Repository repository, long id) {}

    /** Revokes what is still to be revoked, once more, and stops. */
    @Override
    public void close() {}
}

package botcreds.broker.gitpolicy;

import botcreds.broker.github.GitHub;
import botcreds.broker.github.Mint;
import botcreds.broker.github.Preflight;
import botcreds.broker.github.RepositoryPlace;
import botcreds.broker.model.Level;
import botcreds.broker.model.Permissions;
import botcreds.broker.model.Repository;
import botcreds.broker.model.Scope;
import botcreds.broker.model.Secret;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tokens of the broker's own App for the one repository: a kept one that can read contents, and for each push a fresh one
 * that can write them. They go to nobody but the remote. Thread-safe.
 */
final class AppKeys implements Keys {
    /** A look that begins with a token shall end before the token does. */
    private static final Duration SPARE = Duration.ofMinutes(5);

    private final GitHub gitHub;
    private final Repository repository;
    private final InstantSource clock;
    private final Consumer<Scope> uses;
    private @Nullable Kept kept;

    private record Kept(Secret token, Instant end) {}

    /** @param uses told before each token is minted; when it throws, none is */
    AppKeys(GitHub gitHub, Repository repository, InstantSource clock, Consumer<Scope> uses) {
        this.gitHub = gitHub;
        this.repository = repository;
        this.clock = clock;
        this.uses = uses;
    }

    @Override
    public synchronized Optional<Secret> toRead() throws IOException {
        Kept have = kept;
        if (have == null || !clock.instant().isBefore(have.end())) {
            Mint.Minted minted = mint(Level.READ);
            have = new Kept(minted.token(), minted.expiresAt().minus(SPARE));
            kept = have;
        }
        return Optional.of(have.token());
    }

    @Override
    public Optional<Secret> toWrite() throws IOException {
        return Optional.of(mint(Level.WRITE).token());
    }

    @Override
    public void giveBack(Optional<Secret> written) {
        written.ifPresent(gitHub::revoke);
    }

    @Override
    public synchronized void refused() {
        kept = null;
    }

    @Override
    public synchronized void close() {
        Kept have = kept;
        if (have != null) {
            kept = null;
            gitHub.revoke(have.token());
        }
    }

    /**
     * The repository as GitHub knows it, for somebody who is about to find or open a pull request there.
     *
     * @param level of what is to be done with pull requests
     */
    RepositoryPlace place(Level level) throws IOException {
        Preflight.Ready ready = ready(Level.READ);
        uses.accept(Scope.of(List.of(repository), Permissions.of(Map.of("pull_requests", level))));
        return new RepositoryPlace(ready.installationId(), ready.repositoryIds().get(0), repository);
    }

    private Mint.Minted mint(Level level) throws IOException {
        Preflight.Ready ready = ready(level);
        uses.accept(ready.scope());
        Mint mint = gitHub.mint(ready.order());
        if (mint instanceof Mint.Minted minted) {
            return minted;
        }
        throw new IOException(mint.<String>fold(
                minted -> "",
                refused -> refused.detail() + " " + refused.hint(),
                away -> away.why(),
                wrong -> wrong.what()));
    }

    private Preflight.Ready ready(Level level) throws IOException {
        Scope scope = Scope.of(List.of(repository), Permissions.of(Map.of("contents", level)));
        Preflight preflight = gitHub.preflight(scope, () -> uses.accept(scope));
        if (preflight instanceof Preflight.Ready ready) {
            return ready;
        }
        throw new IOException(preflight.<String>fold(
                ready -> "", refused -> refused.detail() + " " + refused.hint(), away -> away.why()));
    }
}

package botcreds.sandbox.github;

import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Where the App is installed: at most once per account. Safe for many threads; reads take no lock. */
public final class Installations {
    private final InstantSource clock;
    private final AtomicLong ids = new AtomicLong(50_000_000);
    private final Map<Long, Installation> byId = new ConcurrentHashMap<>();

    Installations(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * Installs the App.
     *
     * @param repositories ids of the selected repositories, or null for all of the account
     * @throws IllegalArgumentException when the App is installed on the account already
     */
    public synchronized Installation install(
            Account account, PermissionSet permissions, @Nullable Set<Long> repositories) {
        if (find(account).isPresent()) {
            throw new IllegalArgumentException("the App is installed on " + account.login() + " already");
        }
        Installation installation = new Installation(
                ids.incrementAndGet(),
                account,
                permissions,
                repositories,
                clock.instant().truncatedTo(ChronoUnit.SECONDS),
                null);
        byId.put(installation.id(), installation);
        return installation;
    }

    public Optional<Installation> find(long id) {
        return Optional.ofNullable(byId.get(id));
    }

    public Optional<Installation> find(Account account) {
        return byId.values().stream()
                .filter(installation -> installation.account().equals(account))
                .findAny();
    }

    /** Finds the installation that can see this repository. */
    public Optional<Installation> find(HostedRepository repository) {
        return byId.values().stream()
                .filter(installation -> installation.includes(repository))
                .findAny();
    }

    List<Installation> all() {
        return byId.values().stream()
                .sorted((a, b) -> Long.compare(a.id(), b.id()))
                .toList();
    }

    /** Suspends: minting and using tokens answers 403 until {@link #unsuspend}. Live tokens revive then. */
    public void suspend(long id) {
        change(id, it -> it.withSuspendedAt(clock.instant().truncatedTo(ChronoUnit.SECONDS)));
    }

    public void unsuspend(long id) {
        change(id, it -> it.withSuspendedAt(null));
    }

    /** Uninstalls: its tokens are dead at once, the deploy keys they made live on. */
    public void uninstall(long id) {
        byId.remove(id);
    }

    /** Changes what the account granted; tokens that live are narrowed at once. */
    public void grant(long id, PermissionSet permissions) {
        change(id, it -> it.withPermissions(permissions));
    }

    /** Changes the selected repositories (null for all); tokens that live are narrowed at once. */
    public void select(long id, @Nullable Set<Long> repositories) {
        change(id, it -> it.withRepositories(repositories));
    }

    private void change(long id, UnaryOperator<Installation> how) {
        if (byId.computeIfPresent(id, (same, it) -> how.apply(it)) == null) {
            throw new IllegalArgumentException("there is no installation " + id);
        }
    }
}

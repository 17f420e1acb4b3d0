package botcreds.sandbox.github;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * All repositories, by id and by name. A name a repository used to have leads to it until another repository takes that
 * name, as at GitHub. Reads take no lock; changes are made one at a time.
 */
public final class Repositories {
    private final Accounts accounts;
    private final InstantSource clock;
    private final Path folder;
    private final AtomicLong ids = new AtomicLong(700_000);
    private final Map<Long, HostedRepository> byId = new ConcurrentHashMap<>();
    private final Map<String, Long> idsByName = new ConcurrentHashMap<>();
    private final Map<String, Long> idsByFormerName = new ConcurrentHashMap<>();

    Repositories(Accounts accounts, InstantSource clock, Path folder) {
        this.accounts = accounts;
        this.clock = clock;
        this.folder = folder;
    }

    /**
     * Makes a private repository with one commit on {@code main}.
     *
     * @throws IllegalArgumentException when the name is not {@code owner/name} or is taken
     */
    public synchronized HostedRepository create(String fullName) {
        String[] parts = fullName.split("/", -1);
        if (parts.length != 2 || !parts[0].matches("[A-Za-z0-9-]+") || !parts[1].matches("[A-Za-z0-9._-]+")) {
            throw new IllegalArgumentException("write a repository as owner/name, not " + fullName);
        }
        requireFree(fullName);
        long id = ids.incrementAndGet();
        HostedRepository repository = new HostedRepository(
                id, accounts.organization(parts[0]), parts[1], clock.instant(), folder.resolve(id + ".git"));
        try {
            BareRepository.create(repository.gitDirectory(), parts[1], repository.createdAt());
        } catch (IOException e) {
            throw new UncheckedIOException("could not make the git repository of " + fullName, e);
        }
        put(repository);
        return repository;
    }

    /** Renames; the old name answers 301 from now on. */
    public HostedRepository rename(String fullName, String newName) {
        HostedRepository old = require(fullName);
        return move(old, old.owner(), newName);
    }

    /** Transfers to another owner; the old name answers 301 from now on. */
    public HostedRepository transfer(String fullName, String newOwner) {
        HostedRepository old = require(fullName);
        return move(old, accounts.organization(newOwner), old.name());
    }

    /** Deletes; both its names and its id answer 404 from now on. The git directory stays on disk. */
    public synchronized void delete(String fullName) {
        HostedRepository gone = require(fullName);
        byId.remove(gone.id());
        idsByName.remove(key(fullName));
        idsByFormerName.values().removeIf(id -> id == gone.id());
    }

    /** Finds the repository that bears this name now. */
    public Optional<HostedRepository> find(String fullName) {
        return Optional.ofNullable(idsByName.get(key(fullName))).flatMap(this::find);
    }

    public Optional<HostedRepository> find(long id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** Finds the repository that used to bear this name, when no other bears it now. */
    Optional<HostedRepository> findMoved(String fullName) {
        return Optional.ofNullable(idsByFormerName.get(key(fullName))).flatMap(this::find);
    }

    List<HostedRepository> ownedBy(Account owner) {
        return byId.values().stream()
                .filter(repository -> repository.owner().equals(owner))
                .sorted((a, b) -> Long.compare(a.id(), b.id()))
                .toList();
    }

    private synchronized HostedRepository move(HostedRepository old, Account owner, String name) {
        HostedRepository moved = old.renamed(owner, name);
        requireFree(moved.fullName());
        idsByName.remove(key(old.fullName()));
        idsByFormerName.put(key(old.fullName()), old.id());
        put(moved);
        return moved;
    }

    private void put(HostedRepository repository) {
        byId.put(repository.id(), repository);
        idsByFormerName.remove(key(repository.fullName()));
        idsByName.put(key(repository.fullName()), repository.id());
    }

    private void requireFree(String fullName) {
        if (find(fullName).isPresent()) {
            throw new IllegalArgumentException(fullName + " exists already; choose another name");
        }
    }

    private HostedRepository require(String fullName) {
        return find(fullName).orElseThrow(() -> new IllegalArgumentException("there is no repository " + fullName));
    }

    private static String key(String fullName) {
        return fullName.toLowerCase(Locale.ROOT);
    }
}

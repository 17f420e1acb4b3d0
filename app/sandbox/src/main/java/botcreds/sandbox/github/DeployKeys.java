package botcreds.sandbox.github;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Deploy keys of all repositories. A public key is unique across all of them, and a key outlives the token, the
 * installation and the App that made it. Safe for many threads.
 */
public final class DeployKeys {
    /** A deploy key; the public half only. */
    public record Entry(
            long id, long repository, String key, String title, boolean readOnly, Instant createdAt, String addedBy) {}

    private final InstantSource clock;
    private final AtomicLong ids = new AtomicLong(80_000_000);
    private final Map<Long, Entry> byId = new ConcurrentSkipListMap<>();
    private final Map<String, Long> idsByKey = new ConcurrentHashMap<>();
    private final Set<String> disabledOwners = ConcurrentHashMap.newKeySet();

    DeployKeys(InstantSource clock) {
        this.clock = clock;
    }

    /** Forbids deploy keys for the repositories of this owner, which is what new organizations start with. */
    public void disable(String owner) {
        disabledOwners.add(owner);
    }

    public void enable(String owner) {
        disabledOwners.remove(owner);
    }

    public List<Entry> of(HostedRepository repository) {
        return byId.values().stream()
                .filter(entry -> entry.repository() == repository.id())
                .toList();
    }

    boolean enabledFor(HostedRepository repository) {
        return !disabledOwners.contains(repository.owner().login());
    }

    /** Adds a key; empty when it is in use already, in whatever repository. */
    Optional<Entry> add(HostedRepository repository, String key, String title, boolean readOnly, String addedBy) {
        long id = ids.incrementAndGet();
        if (idsByKey.putIfAbsent(key, id) != null) {
            return Optional.empty();
        }
        Entry entry = new Entry(
                id, repository.id(), key, title, readOnly, clock.instant().truncatedTo(ChronoUnit.SECONDS), addedBy);
        byId.put(id, entry);
        return Optional.of(entry);
    }

    Optional<Entry> find(HostedRepository repository, long id) {
        return Optional.ofNullable(byId.get(id)).filter(entry -> entry.repository() == repository.id());
    }

    void remove(Entry entry) {
        byId.remove(entry.id());
        idsByKey.remove(entry.key());
    }
}

package botcreds.broker.github;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/** What GitHub said a while ago, kept for a fixed time by the monotonic clock. Bounded and thread-safe. */
final class Remembered<K, V> {
    private static final int MOST = 50_000;

    private record Entry<V>(V value, long until) {}

    private final Map<K, Entry<V>> entries = new ConcurrentHashMap<>();
    private final Duration kept;
    private final LongSupplier nanos;

    Remembered(Duration kept, LongSupplier nanos) {
        this.kept = kept;
        this.nanos = nanos;
    }

    Optional<V> get(K key) {
        Entry<V> entry = entries.get(key);
        return entry != null && isFresh(entry) ? Optional.of(entry.value()) : Optional.empty();
    }

    void put(K key, V value) {
        if (entries.size() >= MOST) {
            entries.values().removeIf(entry -> !isFresh(entry));
        }
        if (entries.size() >= MOST) {
            // Learning all again is dear, and cheaper than growing without end.
            entries.clear();
        }
        entries.put(key, new Entry<>(value, nanos.getAsLong() + kept.toNanos()));
    }

    void forget(K key) {
        entries.remove(key);
    }

    void forgetIf(Predicate<V> isStale) {
        entries.values().removeIf(entry -> isStale.test(entry.value()));
    }

    private boolean isFresh(Entry<V> entry) {
        return entry.until() - nanos.getAsLong() > 0;
    }
}

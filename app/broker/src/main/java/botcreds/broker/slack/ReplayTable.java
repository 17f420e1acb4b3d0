package botcreds.broker.slack;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The signatures seen in the last ten minutes, so that each signed request counts once. What this process has seen it knows
 * by itself; what it saw before it was restarted, or another node did, the database knows. Thread-safe.
 */
final class ReplayTable {
    /** Twice the tolerance of {@link SlackSignature}: the span in which one timestamp can pass. */
    static final Duration KEPT = Duration.ofMinutes(10);

    enum Entry {
        NEW,
        SEEN,
        FULL
    }

    private final Map<String, Instant> seen = new LinkedHashMap<>();
    private final Clock clock;
    private final int capacity;
    private final Predicate<String> isKnownElsewhere;

    /** @param isKnownElsewhere notes a digest durably and tells whether it was noted before; false while it cannot */
    ReplayTable(Clock clock, int capacity, Predicate<String> isKnownElsewhere) {
        this.clock = clock;
        this.capacity = capacity;
        this.isKnownElsewhere = isKnownElsewhere;
    }

    /** Enters a signature that was found good. When the table is full, forgetting one early would let it pass again. */
    Entry enter(String signature) {
        String digest = digest(signature);
        Entry entry = enterHere(digest);
        return entry == Entry.NEW && isKnownElsewhere.test(digest) ? Entry.SEEN : entry;
    }

    private synchronized Entry enterHere(String digest) {
        Instant now = clock.instant();
        forget(now.minus(KEPT));
        if (seen.containsKey(digest)) {
            return Entry.SEEN;
        }
        if (seen.size() >= capacity) {
            return Entry.FULL;
        }
        seen.put(digest, now);
        return Entry.NEW;
    }

    private void forget(Instant before) {
        Iterator<Instant> oldestFirst = seen.values().iterator();
        while (oldestFirst.hasNext() && oldestFirst.next().isBefore(before)) {
            oldestFirst.remove();
        }
    }

    private static String digest(String signature) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256").digest(signature.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java has SHA-256", missing);
        }
    }
}

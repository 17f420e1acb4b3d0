package botcreds.broker.model;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * So much at once for everybody, then one more each so often. It knows this process only, so several nodes allow as many
 * times as much. Thread-safe.
 */
public final class Allowances {
    /** Some hundred bytes each; whoever was quiet longest is forgotten first. */
    private static final int MOST_NAMES = 4096;

    private final int burst;
    private final long refillNanos;
    private final LongSupplier nanoTime;
    private final Map<String, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > MOST_NAMES;
        }
    };

    /**
     * @param burst    how much at once
     * @param refill   how long it takes until there is one more
     * @param nanoTime a clock that never goes back, such as {@link System#nanoTime}
     */
    public Allowances(int burst, Duration refill, LongSupplier nanoTime) {
        this.burst = burst;
        this.refillNanos = refill.toNanos();
        this.nanoTime = nanoTime;
    }

    /** Takes one; false if nothing is left. */
    public synchronized boolean take(String name) {
        long now = nanoTime.getAsLong();
        Bucket bucket = buckets.computeIfAbsent(name, unseen -> new Bucket(burst, now));
        bucket.refill(now);
        if (bucket.left == 0) {
            return false;
        }
        bucket.left--;
        return true;
    }

    /** How many names are kept in mind. */
    public synchronized int names() {
        return buckets.size();
    }

    private final class Bucket {
        private int left;
        private long since;

        Bucket(int left, long since) {
            this.left = left;
            this.since = since;
        }

        void refill(long now) {
            long earned = (now - since) / refillNanos;
            if (left + earned >= burst) {
                left = burst;
                since = now;
            } else {
                left += (int) earned;
                since += earned * refillNanos;
            }
        }
    }
}

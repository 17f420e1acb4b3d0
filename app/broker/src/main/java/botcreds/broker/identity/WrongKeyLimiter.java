package botcreds.broker.identity;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Counts wrong keys by address: so many at once, then one each few seconds. It is asked only after a key was wrong, so bots
 * with a good key behind the same address notice nothing; that is safe because keys have 256 random bits. Thread-safe.
 */
final class WrongKeyLimiter {
    private static final int BURST = 20;
    private static final long REFILL_NANOS = TimeUnit.SECONDS.toNanos(3);

    /** Some hundred bytes each; the address that was quiet longest is forgotten first. */
    private static final int MOST_ADDRESSES = 4096;

    private final LongSupplier nanoTime;
    private final Map<String, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > MOST_ADDRESSES;
        }
    };

    WrongKeyLimiter(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Notes one wrong key; tells whether the address has had more than its share. */
    synchronized boolean isOverAfterOneMore(String address) {
        long now = nanoTime.getAsLong();
        Bucket bucket = buckets.computeIfAbsent(network(address), unseen -> new Bucket(now));
        bucket.refill(now);
        if (bucket.left == 0) {
            return true;
        }
        bucket.left--;
        return false;
    }

    synchronized int addresses() {
        return buckets.size();
    }

    /** One household of IPv6 has 2^64 addresses, so those count by their first half. */
    private static String network(String address) {
        if (!address.contains(":")) {
            return address;
        }
        try {
            byte[] bytes = InetAddress.getByName(address).getAddress();
            return bytes.length == 16 ? HexFormat.of().formatHex(Arrays.copyOf(bytes, 8)) : address;
        } catch (UnknownHostException noAddress) {
            return address;
        }
    }

    private static final class Bucket {
        private int left = BURST;
        private long since;

        Bucket(long now) {
            this.since = now;
        }

        void refill(long now) {
            long earned = (now - since) / REFILL_NANOS;
            if (left + earned >= BURST) {
                left = BURST;
                since = now;
            } else {
                left += (int) earned;
                since += earned * REFILL_NANOS;
            }
        }
    }
}

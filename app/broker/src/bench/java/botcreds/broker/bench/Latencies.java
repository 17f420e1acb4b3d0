package botcreds.broker.bench;

import java.util.Arrays;
import java.util.Locale;

/** Durations in nanoseconds, of which percentiles are told. For one thread. */
final class Latencies {
    private long[] nanos;
    private int count;

    Latencies(int expected) {
        nanos = new long[Math.max(16, expected)];
    }

    void add(long duration) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * count);
        }
        nanos[count++] = duration;
    }

    /** One line for another process: rate per second, p50, p99 and the longest in milliseconds, count, failures. */
    String line(long elapsed, long failures) {
        Arrays.sort(nanos, 0, count);
        return String.format(
                Locale.ROOT,
                "%.1f %.3f %.3f %.3f %d %d",
                count * 1e9 / elapsed,
                percentile(50),
                percentile(99),
                percentile(100),
                count,
                failures);
    }

    private double percentile(int percent) {
        if (count == 0) {
            return 0;
        }
        return nanos[Math.min(count - 1, (int) ((long) count * percent / 100))] / 1e6;
    }
}

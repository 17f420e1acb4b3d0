package botcreds.broker.bench;

import botcreds.broker.store.SealKey;
import botcreds.broker.store.Store;
import botcreds.broker.store.StoreConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * How the open H2 file grows under a steady trickle: the size every fifteen seconds, and after closing.
 * Arguments: issues per second, seconds of them, seconds of quiet afterwards, and what to add to the URL.
 */
final class FileGrowth {
    private static final Duration EVERY = Duration.ofSeconds(15);

    private FileGrowth() {}

    public static void main(String[] arguments) throws IOException {
        int rate = Integer.parseInt(arguments[0]);
        long busy = TimeUnit.SECONDS.toNanos(Long.parseLong(arguments[1]));
        long quiet = TimeUnit.SECONDS.toNanos(Long.parseLong(arguments[2]));
        String settings = arguments.length > 3 ? arguments[3] : "";
        Path folder = Files.createTempDirectory("botcreds-growth");
        Path file = folder.resolve("botcreds.mv.db");
        long rows;
        try (Store store = Store.open(
                StoreConfig.of("jdbc:h2:file:" + folder.resolve("botcreds") + settings),
                Clock.systemUTC(),
                SealKey.of(new byte[32]))) {
            IssueRows issues = new IssueRows(store, "bench-bot");
            long begun = System.nanoTime();
            long nextLook = begun;
            long pause = TimeUnit.SECONDS.toNanos(1) / rate;
            long issued = 0;
            while (System.nanoTime() - begun < busy + quiet) {
                long now = System.nanoTime();
                if (now >= nextLook) {
                    tell(now - begun, issued, file);
                    nextLook += EVERY.toNanos();
                }
                if (now - begun < busy && now - begun >= issued * pause) {
                    issues.issue();
                    issued++;
                } else {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
                }
            }
            tell(busy + quiet, issued, file);
            rows = issued;
        }
        System.out.printf("closed: %d issues, %d KiB%n", rows, Files.size(file) / 1024);
    }

    private static void tell(long nanos, long issued, Path file) throws IOException {
        System.out.printf("%4d s %8d issues %9d KiB%n", nanos / 1_000_000_000, issued, Files.size(file) / 1024);
    }
}

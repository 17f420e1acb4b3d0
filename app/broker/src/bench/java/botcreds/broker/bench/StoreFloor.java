package botcreds.broker.bench;

import botcreds.broker.store.SealKey;
import botcreds.broker.store.Store;
import botcreds.broker.store.StoreConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * What the store makes of 64 callers, beside what they would get from H2 alone: each a connection of its own, one row and
 * one commit, with and without the sync that a loss of power asks for. Prints one line of {@link Latencies} each: bare,
 * bare with sync, issues through the store (two durable commits each). With an address of another database only the first,
 * in that one.
 */
final class StoreFloor {
    private static final int CALLERS = 64;

    private StoreFloor() {}

    public static void main(String[] arguments) throws Exception {
        long seconds = Long.parseLong(arguments[0]);
        if (arguments.length > 1) {
            System.out.println(bare(seconds, arguments[1], false));
            return;
        }
        System.out.println(bare(seconds, false));
        System.out.println(bare(seconds, true));
        System.out.println(store(seconds));
    }

    private static String bare(long seconds, boolean sync) throws Exception {
        Path folder = Files.createTempDirectory("botcreds-bare");
        return bare(seconds, "jdbc:h2:file:" + folder.resolve("bare") + ";WRITE_DELAY=0", sync);
    }

    private static String bare(long seconds, String url, boolean sync) throws Exception {
        try (Connection setUp = DriverManager.getConnection(url);
                Statement statement = setUp.createStatement()) {
            statement.execute("CREATE TABLE bare (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, text VARCHAR)");
            return run(seconds, () -> {
                Connection own = DriverManager.getConnection(url);
                own.setAutoCommit(false);
                PreparedStatement insert = own.prepareStatement("INSERT INTO bare (text) VALUES (?)");
                Statement checkpoint = own.createStatement();
                return () -> {
                    insert.setString(1, "a benchmark");
                    insert.executeUpdate();
                    own.commit();
                    if (sync) {
                        checkpoint.execute("CHECKPOINT SYNC");
                    }
                    return true;
                };
            });
        }
    }

    private static String store(long seconds) throws Exception {
        Path folder = Files.createTempDirectory("botcreds-store");
        try (Store store = Store.open(
                StoreConfig.of("jdbc:h2:file:" + folder.resolve("botcreds")),
                Clock.systemUTC(),
                SealKey.of(new byte[32]))) {
            IssueRows issues = new IssueRows(store, "bench-bot");
            run(seconds, () -> () -> issues.issue());
            return run(seconds, () -> () -> issues.issue());
        }
    }

    private static String run(long seconds, Callable<Callable<Boolean>> callers) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
        long begun = System.nanoTime();
        long until = begun + TimeUnit.SECONDS.toNanos(seconds);
        List<Future<List<Long>>> all = new ArrayList<>();
        for (int each = 0; each < CALLERS; each++) {
            Callable<Boolean> work = callers.call();
            all.add(threads.submit(() -> {
                List<Long> took = new ArrayList<>();
                while (System.nanoTime() < until) {
                    long from = System.nanoTime();
                    work.call();
                    took.add(System.nanoTime() - from);
                }
                return took;
            }));
        }
        Latencies latencies = new Latencies(1 << 20);
        for (Future<List<Long>> each : all) {
            each.get().forEach(latencies::add);
        }
        threads.shutdown();
        return latencies.line(System.nanoTime() - begun, 0);
    }
}

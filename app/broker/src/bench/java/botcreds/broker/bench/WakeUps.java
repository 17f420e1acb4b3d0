package botcreds.broker.bench;

import botcreds.broker.model.AuditEvent;
import botcreds.broker.store.SealKey;
import botcreds.broker.store.Store;
import botcreds.broker.store.StoreConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;

/**
 * How long it takes until one node hears of what another has committed, on a PostgreSQL that syncs: from the answer to the
 * committing caller to the listener that wakes polls. Prints one line of {@link Latencies}.
 */
final class WakeUps {
    private static final int WARM_UP = 500;
    private static final int TIMES = 2000;

    private WakeUps() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory("botcreds-nodes");
        try (Postgres postgres = Postgres.start(folder);
                Store one = open(postgres);
                Store two = open(postgres)) {
            SynchronousQueue<Long> heard = new SynchronousQueue<>();
            two.onElsewhere(rows -> hand(heard, System.nanoTime()));
            Latencies latencies = new Latencies(TIMES);
            long begun = System.nanoTime();
            for (int each = 0; each < WARM_UP + TIMES; each++) {
                one.writeNow(tx -> {
                    tx.audit().append(AuditEvent.of(AuditEvent.Type.APPROVAL_GRANTED, Map.of("reason", "a benchmark")));
                    return true;
                });
                long committed = System.nanoTime();
                Long at = heard.poll(30, TimeUnit.SECONDS);
                if (at == null) {
                    throw new IllegalStateException("the other node has heard of nothing");
                }
                if (each >= WARM_UP) {
                    latencies.add(Math.max(0, at - committed));
                }
            }
            System.out.println(latencies.line(System.nanoTime() - begun, 0));
        }
    }

    private static Store open(Postgres postgres) {
        return Store.open(
                StoreConfig.of(postgres.url()),
                Clock.systemUTC(),
                SealKey.of(new byte[SealKey.BYTES]));
    }

    private static void hand(SynchronousQueue<Long> heard, long at) {
        try {
            heard.put(at);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }
}

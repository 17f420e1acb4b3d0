package botcreds.broker.store;

import java.time.Clock;
import java.util.concurrent.CompletableFuture;

/** The database: rows, audit chain and outbox. Thread-safe. */
public final class Store implements AutoCloseable {
    private Store() {}

    public static Store open(StoreConfig config, Clock clock, SealKey key) {
        throw new IllegalStateException("soon");
    }

    public <T> CompletableFuture<T> write(Work<T> work) {
        throw new IllegalStateException("soon");
    }

    public <T> T writeNow(Work<T> work) {
        throw new IllegalStateException("soon");
    }

    public <T> T read(Work<T> query) {
        throw new IllegalStateException("soon");
    }

    public boolean isHealthy() {
        throw new IllegalStateException("soon");
    }

    public long verifyAudit() {
        throw new IllegalStateException("soon");
    }

    @Override
    public void close() {
        throw new IllegalStateException("soon");
    }
}

package botcreds.broker.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jdbi.v3.core.Handles;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

class WriterTest {
    private static final Duration NEVER = Duration.ofDays(1);
    private static final Duration SOON = Duration.ofMinutes(1);

    @Test
    void oneThatWaitsForWorkIsClosedWithoutItsNextLookAtTheDatabase() {
        StoreConfig config = StoreConfig.of(Engine.H2.freshUrl());
        Database database = new Database(config, Clock.systemUTC());
        Store.migrate(config, database);
        Jdbi jdbi = Jdbi.create(database::connect);
        jdbi.getConfig(Handles.class).setForceEndTransactions(false);
        SealKeys keys = SealKeys.of(Engine.KEY);
        Writer writer = new Writer(jdbi, handle -> new Batch(database, keys, handle), NEVER, NEVER);
        writer.start();
        assertThat(writer.submit(tx -> true).join()).isTrue();

        CompletableFuture<Void> closed = CompletableFuture.runAsync(writer::close);

        await().atMost(SOON).until(closed::isDone);
        assertThat(closed).isCompleted();
        assertThat(writer.submit(tx -> true)).isCompletedExceptionally();
    }
}

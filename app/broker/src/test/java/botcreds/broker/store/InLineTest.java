package botcreds.broker.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/** Nodes that want to write at the same time wait for each other in line. */
class InLineTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String WAITING = """
            SELECT COUNT(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database
             WHERE d.datname = current_database() AND l.locktype = 'advisory' AND NOT l.granted
            """;

    private final String url = Engine.POSTGRESQL.freshUrl();
    private final Database another = new Database(StoreConfig.of(url), Clock.systemUTC());

    @Test
    void whatComesUpWhileANodeWaitsForItsTurnIsWrittenInThatTurn() {
        try (Store store = Store.open(StoreConfig.of(url), Clock.systemUTC(), Engine.KEY);
                Handle other = Jdbi.create(another::connect).open()) {
            another.queue(new Sql(other, true));
            CompletableFuture<Instant> first = store.write(Transaction::now);
            await().atMost(SOON).until(this::oneWaits);
            CompletableFuture<Instant> second = store.write(Transaction::now);
            assertThat(first).isNotDone();

            other.commit();

            assertThat(done(second)).isEqualTo(done(first));
        }
    }

    private boolean oneWaits() throws SQLException {
        try (Connection connection = another.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(WAITING)) {
            return row.next() && row.getInt(1) == 1;
        }
    }

    private static <T> T done(CompletableFuture<T> unit) {
        return unit.orTimeout(SOON.toSeconds(), TimeUnit.SECONDS).join();
    }
}

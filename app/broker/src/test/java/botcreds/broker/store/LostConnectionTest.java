package botcreds.broker.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import botcreds.broker.model.AccessRequest;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class LostConnectionTest {
    @Test
    @Tag("T-86")
    void aWriteOverALostConnectionIsRefusedAndTheWriterComesBack() {
        String url = Engine.POSTGRESQL.freshUrl();
        try (Store store = Engine.open(url, new StoreClock())) {
            store.writeNow(Transaction::now);
            AccessRequest lost = Rows.pending();
            // When: the server throws everybody else out while the unit runs
            assertThatExceptionOfType(StoreUnavailable.class)
                    .isThrownBy(() -> store.writeNow(tx -> {
                        Engine.run(
                                url,
                                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                                        + " WHERE datname = current_database() AND pid <> pg_backend_pid()");
                        tx.requests().insert(lost, Rows.FINGERPRINT);
                        return true;
                    }));
            // Then
            await().atMost(Duration.ofSeconds(30)).until(store::isHealthy);
            AccessRequest next = Rows.pending();
            store.writeNow(tx -> {
                tx.requests().insert(next, Rows.FINGERPRINT);
                tx.audit().append(Rows.event(next, "after"));
                return true;
            });
            assertThat(store.<Boolean>read(tx -> tx.requests().byId(lost.id()).isPresent()))
                    .isFalse();
            assertThat(store.verifyAudit()).isEqualTo(1);
        }
    }
}

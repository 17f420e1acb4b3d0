package botcreds.broker.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import botcreds.broker.model.AccessRequest;
import botcreds.broker.store.LostAcknowledgements.Lost;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a failed write tells of itself, against what was kept. */
class LostCommitTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource({"WORK, false, false", "COMMIT, true, false", "ANSWER, true, true"})
    @Tag("T-86")
    void aFailedWriteSaysThatItMayBeKeptWheneverItIs(Lost what, boolean mayBeKept, boolean isKept) throws Exception {
        String url = Engine.POSTGRESQL.freshUrl();
        try (LostAcknowledgements way = new LostAcknowledgements(url);
                Store store = Engine.open(way.jdbcUrl(), new StoreClock())) {
            AccessRequest request = Rows.pending();
            way.loseNext(what, request.id().value());
            StoreUnavailable away = catchThrowableOfType(
                    StoreUnavailable.class,
                    () -> store.writeNow(tx -> {
                        tx.requests().insert(request, Rows.FINGERPRINT);
                        return true;
                    }));

            assertThat(away.mayBeKept()).isEqualTo(mayBeKept);
            await().atMost(Duration.ofSeconds(60)).until(store::isHealthy);
            assertThat(store.<Boolean>writeNow(
                            tx -> tx.requests().byId(request.id()).isPresent()))
                    .isEqualTo(isKept);
        }
    }
}

package botcreds.broker.store;

import static org.assertj.core.api.Assertions.assertThat;

import botcreds.broker.store.DatabaseLook.State;
import java.time.Clock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A look changes nothing, and says what the next start would meet. */
class DatabaseLookTest {
    private static DatabaseLook look(String url) {
        return DatabaseLook.at(StoreConfig.of(url), Clock.systemUTC());
    }

    @ParameterizedTest
    @EnumSource
    void anEmptyDatabaseStaysEmpty(Engine engine) {
        String url = engine.freshUrl();

        assertThat(look(url).state()).isEqualTo(State.FRESH);
        assertThat(look(url).state()).isEqualTo(State.FRESH);
    }

    @ParameterizedTest
    @EnumSource
    void theSchemaOfThisVersionIsReady(Engine engine) {
        String url = engine.freshUrl();
        try (Store store = Engine.open(url, Clock.systemUTC())) {
            assertThat(store.isHealthy()).isTrue();
            assertThat(look(url).state()).isEqualTo(State.READY);
            assertThat(look(url).version()).isNotEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void anOlderSchemaIsNotBroughtUpToDateByALook(Engine engine) {
        String url = engine.freshUrl();
        try (Store store = Engine.open(url, Clock.systemUTC())) {
            Engine.run(url, "DELETE FROM \"flyway_schema_history\" WHERE \"installed_rank\" > 1");

            assertThat(look(url).state()).isEqualTo(State.OLDER);
            assertThat(look(url).version()).isEqualTo("1");
            assertThat(store.isHealthy()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aMigrationOfTheFutureIsForeign(Engine engine) {
        String url = engine.freshUrl();
        try (Store store = Engine.open(url, Clock.systemUTC())) {
            Engine.run(
                    url,
                    "INSERT INTO \"flyway_schema_history\" VALUES"
                            + " (900, '900', 'later', 'SQL', 'V900__later.sql', 1, 'me', CURRENT_TIMESTAMP, 1, TRUE)");

            assertThat(look(url).state()).isEqualTo(State.FOREIGN);
            assertThat(store.isHealthy()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(names = "POSTGRESQL")
    void aServerThatDoesNotSyncIsDoubted(Engine engine) {
        assertThat(look(engine.freshUrl()).doubts()).anyMatch(each -> each.startsWith("fsync is off there"));
    }
}

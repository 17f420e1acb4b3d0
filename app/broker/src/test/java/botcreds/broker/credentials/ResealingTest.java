package botcreds.broker.credentials;

import static botcreds.broker.access.Asserting.issued;
import static botcreds.broker.access.House.MACHINA;
import static botcreds.broker.access.House.ask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import botcreds.broker.access.House;
import botcreds.broker.access.PretendSlack;
import botcreds.broker.model.CredentialState;
import botcreds.broker.requests.Answer;
import botcreds.broker.store.SealBroken;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A living token whose seal key is gone, because somebody dropped it too early. */
class ResealingTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir
    Path directory;

    private final String url = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
    private House house;
    private Answer.Issued issued;

    @BeforeEach
    void loseTheKey() throws SQLException {
        house = new House(directory, url);
        issued = issued(house.request(MACHINA, ask("myorg/repo-a", "contents:write")));
        sealedWith("'0123456789ab'");
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void itIsNotHandedOutAgainAndHumansAreToldOnce() {
        PretendSlack slack = new PretendSlack();

        house.access.start(slack);

        await().atMost(PATIENCE).until(() -> !slack.notices.isEmpty());
        assertThat(slack.notices)
                .singleElement()
                .satisfies(notice -> assertThat(notice.detail()).contains("1 with 0123456789ab", "BOTCREDS_SEAL_KEY"));
        assertThat(house.access.olderSeals()).isEqualTo(1);
        assertThatExceptionOfType(SealBroken.class)
                .isThrownBy(() -> house.grants.collect(MACHINA, issued.request().id()))
                .withMessageContaining("0123456789ab");
        house.reseal();
        assertThat(house.access.olderSeals()).isEqualTo(1);
    }

    @Test
    void itIsOverWhenGitHubEndsItAndKeepsNobodyElseFromEnding() {
        house.clock.advance(Duration.ofMinutes(31));
        house.reap();
        await().atMost(PATIENCE).until(() -> tries() > 0);
        assertThat(state()).isEqualTo(CredentialState.ACTIVE);

        house.clock.advance(Duration.ofHours(1));
        await().atMost(PATIENCE).until(() -> {
            house.reap();
            return state() == CredentialState.EXPIRED;
        });
        assertThat(house.gitHub.revoked).isEmpty();
    }

    @Test
    void onceTheKeyIsBackItIsSealedAnew() throws SQLException {
        sealedWith("NULL");

        house.reseal();

        assertThat(house.access.olderSeals()).isZero();
        assertThat(issued(house.grants.collect(MACHINA, issued.request().id()))
                        .secret()
                        .reveal())
                .isEqualTo(issued.secret().reveal());
    }

    private CredentialState state() {
        return house.store
                .read(tx -> tx.credentials().byId(issued.credential().id()))
                .orElseThrow()
                .state();
    }

    private int tries() throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT MAX(tries) FROM credential")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private void sealedWith(String key) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute("UPDATE credential SET sealed_with = " + key);
        }
    }
}

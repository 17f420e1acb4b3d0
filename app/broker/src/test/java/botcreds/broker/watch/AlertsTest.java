package botcreds.broker.watch;

import static botcreds.broker.access.House.MACHINA;
import static botcreds.broker.access.House.ask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import botcreds.broker.access.House;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlertsTest {
    private static final String NEW = "asks for a repository it never used before";

    @TempDir
    Path directory;

    private Watched watched;

    @BeforeEach
    void open() {
        watched = new Watched(directory, "SHA256:old");
    }

    @AfterEach
    void close() {
        watched.close();
    }

    @Test
    void aBotThatAsksForARepositoryItNeverUsedIsToldOnceWithACount() {
        watched.house.request(MACHINA, ask("myorg/repo-a", "contents:write"));
        watched.awaitLine("botcreds_credentials_issued_total{approval=\"auto\",bot=\"machina-bot\"} 1.0");

        watched.house.request(MACHINA, ask("myorg/infrastructure", "contents:read"));

        assertThat(watched.awaitSaid(NEW).detail()).contains("myorg/infrastructure", "/botcreds lockdown machina-bot");
        watched.house.request(MACHINA, ask("myorg/shown-on-a-card", "contents:read"));
        watched.house.request(MACHINA, ask("myorg/infrastructure", "contents:write"));
        watched.house.request(MACHINA, ask("myorg/repo-a", "contents:write"));
        watched.awaitLine("botcreds_alerts_total{alert=\"new_repository\"} 2.0");
        assertThat(watched.times(NEW)).isEqualTo(1);

        watched.house.clock.advance(Duration.ofMinutes(61));

        await().atMost(Watched.SOON)
                .until(() ->
                        watched.said.stream().anyMatch(notice -> notice.detail().contains("came once more")));
        assertThat(watched.times(NEW)).isEqualTo(2);
    }

    @Test
    void aNewBotsFirstRepositoryIsNoNews() {
        watched.house.request(MACHINA, ask("myorg/repo-b", "contents:read"));

        watched.awaitLine("botcreds_requests_total{bot=\"machina-bot\",decision=\"manual\"} 1.0");
        watched.awaitLine("botcreds_pending_requests 1.0");
        assertThat(watched.times(NEW)).isZero();
    }

    @Test
    void aBotThatAsksTooOftenAndIsMostlyDeniedIsTold() {
        watched.house.policy(House.POLICY + "alerts: {requests_per_hour: 6, denied_percent: 50, denied_at_least: 3}\n");
        for (int asked = 0; asked < 8; asked++) {
            watched.house.request(MACHINA, ask("myorg/infrastructure", "contents:read"));
        }

        assertThat(watched.awaitSaid("machina-bot made 6 requests within an hour")
                        .detail())
                .contains("alerts.requests_per_hour");
        assertThat(watched.awaitSaid("was denied 3 of 3 requests").detail()).contains("/botcreds log");
    }

    @Test
    void asksForWhatTheAppItselfHasNotGotCountAsDenied() {
        watched.house.policy(House.POLICY + "alerts: {denied_percent: 50, denied_at_least: 3}\n");
        for (int asked = 0; asked < 3; asked++) {
            watched.watch.refused(MACHINA.bot(), 422);
            watched.watch.refused(MACHINA.bot(), 429);
        }

        watched.awaitSaid("was denied 3 of 3 requests");
        watched.awaitLine("botcreds_refusals_total{bot=\"machina-bot\",status=\"429\"} 3.0");
    }

    @Test
    void credentialsWithoutASignOfUseAreToldWhenThereAreManyInARow() {
        watched.house.policy(House.POLICY + "alerts: {untouched_in_a_row: 2}\n");
        issueAndLetEnd(1);
        issueAndLetEnd(2);

        assertThat(watched.awaitSaid("let 2 credentials in a row end").detail()).contains("hashed_token");
    }

    @Test
    @Tag("T-87")
    void anEditOfTheAuditLogIsFoundAndTold() throws Exception {
        watched.house.request(MACHINA, ask("myorg/repo-a", "contents:write"));
        watched.awaitLine("botcreds_credentials_issued_total{approval=\"auto\",bot=\"machina-bot\"} 1.0");

        behindItsBack("UPDATE audit_log SET json = REPLACE(json, 'repo-a', 'repo-x') WHERE seq = 2");
        // The row may have been verified before; once a day all of them are again.
        watched.house.clock.advance(Duration.ofDays(1));

        assertThat(watched.awaitSaid("audit log was changed").detail()).contains("Row 2", "Keep a copy");
        watched.awaitLine("botcreds_audit_intact 0.0");
    }

    @Test
    @Tag("T-87")
    void aTailThatWasCutOffWithItsHeadIsFound() throws Exception {
        watched.house.request(MACHINA, ask("myorg/repo-a", "contents:write"));
        watched.awaitLine("botcreds_credentials_issued_total{approval=\"auto\",bot=\"machina-bot\"} 1.0");

        behindItsBack("DELETE FROM audit_log WHERE seq > 1");
        behindItsBack("UPDATE audit_head SET seq = 1, hash = (SELECT hash FROM audit_log WHERE seq = 1)");

        watched.awaitSaid("audit log was changed");
    }

    @Test
    void aKeyOfTheAppThatHasBeenHereForLongIsTold() throws Exception {
        behindItsBack("INSERT INTO app_key VALUES ('SHA256:old', TIMESTAMP WITH TIME ZONE '2025-01-01 00:00:00+00')");

        assertThat(watched.awaitSaid("key of the GitHub App has been in use for 691 days")
                        .detail())
                .contains("SHA256:old", "GITHUB_APP_PRIVATE_KEY");
    }

    private void issueAndLetEnd(int many) {
        watched.house.request(MACHINA, ask("myorg/repo-a", "contents:write"));
        watched.awaitLine("botcreds_credentials_issued_total{approval=\"auto\",bot=\"machina-bot\"} " + many + ".0");
        watched.house.clock.advance(Duration.ofMinutes(31));
        watched.awaitLine("botcreds_credentials_expired_total{bot=\"machina-bot\"} " + many + ".0");
    }

    private void behindItsBack(String sql) throws Exception {
        try (Connection connection = DriverManager.getConnection(watched.url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}

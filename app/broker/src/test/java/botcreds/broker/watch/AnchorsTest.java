package botcreds.broker.watch;

import static botcreds.broker.access.House.MACHINA;
import static botcreds.broker.access.House.ask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import botcreds.broker.model.AuditAnchor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The end of the audit log is noted where a user of the database cannot reach, and compared. */
@Tag("T-87")
class AnchorsTest {
    private static final String DAILY = "daily anchor";
    private static final String CHANGED = "audit log was changed";

    @TempDir
    Path directory;

    private AnchorFile file;

    @BeforeEach
    void name() {
        file = new AnchorFile(directory);
    }

    @Test
    void theHeadIsNotedAtTheStartDailyAndAtTheStop() {
        AuditAnchor atTheStop;
        try (Watched watched = Watched.anchoring(directory)) {
            AuditAnchor first = AuditAnchor.parse(watched.awaitSaid(DAILY)
                            .detail()
                            .lines()
                            .findFirst()
                            .orElseThrow())
                    .orElseThrow();
            await().atMost(Watched.SOON).until(() -> file.all().equals(List.of(first)));
            watched.house.request(MACHINA, ask("myorg/repo-a", "contents:write"));

            watched.house.clock.advance(Duration.ofHours(25));

            await().atMost(Watched.SOON).until(() -> watched.times(DAILY) == 2);
            await().atMost(Watched.SOON).until(() -> file.all().size() == 2);
            assertThat(file.all()).contains(first);
            watched.watch.close();
            atTheStop = watched.house.store.auditHead();
            assertThat(file.furthest()).contains(atTheStop);
        }
        assertThat(atTheStop.seq()).isPositive();
    }

    @Test
    void aTailThatWasCutWhileNoBrokerRanIsFoundAtTheStart() throws Exception {
        try (Watched watched = Watched.anchoring(directory)) {
            watched.house.request(MACHINA, ask("myorg/repo-a", "contents:write"));
            await().atMost(Watched.SOON).until(() -> !file.all().isEmpty());
            watched.watch.close();
            int noted = file.all().size();
            try (var connection = DriverManager.getConnection(watched.url);
                    var statement = connection.createStatement()) {
                statement.execute("DELETE FROM audit_log WHERE seq > 2");
                statement.execute("UPDATE audit_head SET seq = 2, hash = (SELECT hash FROM audit_log WHERE seq = 2)");
            }

            try (Watch again = watched.watchAgain()) {
                assertThat(watched.awaitSaid(CHANGED).detail()).contains("Row 3", "anchor");
            }
            assertThat(file.all()).as("a log that does not fit is not anchored").hasSize(noted);
        }
    }

    @Test
    void halfALineAndOtherTextAreNoAnchors() throws Exception {
        AuditAnchor anchor = new AuditAnchor(7, "a".repeat(64));
        file.add(Instant.EPOCH, anchor);
        Files.writeString(directory.resolve(AnchorFile.NAME), "1970-01-01T00:00:00Z 8:aaaa", StandardOpenOption.APPEND);
        AuditAnchor next = new AuditAnchor(9, "b".repeat(64));
        file.add(Instant.EPOCH, next);

        assertThat(file.all()).containsExactly(anchor, next);
        assertThat(file.furthest()).contains(next);
        assertThat(Files.getPosixFilePermissions(directory.resolve(AnchorFile.NAME)))
                .hasSize(2);
    }
}

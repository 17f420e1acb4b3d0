package botcreds.broker.outside;

import static botcreds.sandbox.slack.Options.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import botcreds.sandbox.slack.Message;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Without its database the broker gives nothing to anybody, says so, and recovers by itself. */
@Tag("T-86")
final class DatabaseAwayIT {
    /** The size of the two headers of an H2 file: a process that may write no further cannot write any row. */
    private static final String HEADERS_ONLY = "8192";

    @TempDir
    Path parent;

    @Test
    void anH2FileThatCannotBeWrittenMeansNothingIsIssuedAndNothingIsLost() throws Exception {
        try (Town town = new Town(parent)) {
            town.startBroker();
            nothingLeavesWhileItIsAway(town, () -> limitFileSize(town, HEADERS_ONLY), () -> {
                town.broker().kill();
                town.startBroker();
            });
        }
    }

    @Test
    void aStoppedPostgreSqlMeansNothingIsIssued() throws Exception {
        Path files = parent.resolve("postgresql");
        int port = Town.freePort();
        EmbeddedPostgres[] server = {startPostgreSql(files, port)};
        try (Town town = new Town(parent)) {
            town.settings.put("BOTCREDS_DATABASE_URL", server[0].getJdbcUrl("postgres", "postgres"));
            town.startBroker();
            nothingLeavesWhileItIsAway(town, () -> server[0].close(), () -> server[0] = startPostgreSql(files, port));
        } finally {
            server[0].close();
        }
    }

    private interface Step {
        void take() throws IOException, InterruptedException;
    }

    private static void nothingLeavesWhileItIsAway(Town town, Step goesAway, Step comesBack) throws Exception {
        Reply issued =
                town.machina.request(Bot.ask("myorg/repo-a", "contents:write")).expect(200);
        Reply pending =
                town.machina.request(Bot.ask("myorg/repo-b", "contents:write")).expect(202);
        Message card = town.card(pending, "request_approve");
        assertThat(town.ops("/readyz").status()).isEqualTo(200);
        long mints = town.gitHub.ledger().mintCount();

        goesAway.take();

        town.machina
                .request(Bot.ask(List.of("myorg/repo-a"), "while it is away", "issues:write"))
                .expectLater("store_unavailable");
        town.machina.poll(issued.requestId(), 0).expectLater("store_unavailable");
        town.admin
                .send("POST", "/v1/requests/" + pending.requestId() + "/approve", "")
                .expect(503);
        town.slack.click(ALICE, card.ts(), "request_approve");
        // What can still be read may still be told: that it waits.
        assertThat(town.machina.poll(pending.requestId(), 0).status()).isIn(202, 503);
        assertThat(town.gitHub.ledger().mintCount()).isEqualTo(mints);
        Awaitility.await()
                .atMost(BrokerProcess.PATIENCE)
                .until(() -> town.ops("/readyz").status() == 503);
        assertThat(town.ops("/livez").status()).isEqualTo(200);

        comesBack.take();

        Awaitility.await()
                .atMost(BrokerProcess.PATIENCE)
                .until(() -> town.ops("/readyz").status() == 200);
        // Connections that died meanwhile cost whoever meets them one more try, which Retry-After told them to make.
        Reply again = Awaitility.await()
                .atMost(BrokerProcess.PATIENCE)
                .until(() -> town.machina.poll(issued.requestId(), 0), reply -> reply.status() == 200);
        assertThat(again.token()).isEqualTo(issued.token());
        Awaitility.await().atMost(BrokerProcess.PATIENCE).until(() -> {
            // The outage may have come between the posting of the card and the record of it; then there is a second
            // one.
            town.slack.messages().stream()
                    .filter(message -> message.offers("request_approve"))
                    .forEach(message -> town.slack.click(ALICE, message.ts(), "request_approve"));
            return town.machina.poll(pending.requestId(), 2).status() == 200;
        });
        Awaitility.await()
                .atMost(BrokerProcess.PATIENCE)
                .until(() -> town.slack.messages().stream()
                        .anyMatch(message -> message.shown().contains("Valid until")));
    }

    private static EmbeddedPostgres startPostgreSql(Path files, int port) throws IOException {
        return EmbeddedPostgres.builder()
                .setPort(port)
                .setDataDirectory(files)
                .setCleanDataDirectory(false)
                .start();
    }

    /** As when the disk is full: what is open stays open, and no write gets through. */
    private static void limitFileSize(Town town, String bytes) throws IOException, InterruptedException {
        Process prlimit = new ProcessBuilder(
                        "prlimit", "--pid", Long.toString(town.broker().pid()), "--fsize=" + bytes + ":")
                .inheritIO()
                .start();
        assertThat(prlimit.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(prlimit.exitValue()).isZero();
    }
}

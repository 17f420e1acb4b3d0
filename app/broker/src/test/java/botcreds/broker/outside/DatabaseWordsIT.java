package botcreds.broker.outside;

import static botcreds.sandbox.slack.Options.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator does with the database as a whole, by the jar, and what bots and humans have of it afterwards. */
final class DatabaseWordsIT {
    private static final String ASK = Bot.ask("myorg/repo-a", "contents:write");

    @TempDir
    Path parent;

    private Town town;

    @BeforeEach
    void open() {
        town = new Town(parent);
        town.startBroker();
    }

    @AfterEach
    void close() {
        town.close();
    }

    private record Told(int code, String out, String err) {
        Told expect(int wanted) {
            assertThat(code).as(out + err).isEqualTo(wanted);
            assertThat(out + err).doesNotContain("\tat ").doesNotContain("Exception");
            return this;
        }
    }

    private Told tell(Map<String, String> settings, String... words) {
        try (BrokerProcess process = BrokerProcess.told(town.directory, settings, words)) {
            int code = process.awaitExit(BrokerProcess.PATIENCE);
            return new Told(code, process.output(), process.errors());
        }
    }

    private Told tell(String... words) {
        return tell(town.settings, words);
    }

    private void stop() {
        town.broker().terminate();
        town.broker().awaitExit(BrokerProcess.PATIENCE);
    }

    private Map<String, String> onto(EmbeddedPostgres server) {
        Map<String, String> settings = new TreeMap<>(town.settings);
        settings.put("BOTCREDS_DATABASE_URL", server.getJdbcUrl("postgres", "postgres"));
        return settings;
    }

    private static long rows(EmbeddedPostgres server, String query) throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            assertThat(result.next()).isTrue();
            return result.getLong(1);
        }
    }

    @Test
    void afterTheMoveATokenIsFetchedAgainAndRevokedAndWhatWaitedIsApproved() throws Exception {
        Reply issued = town.machina.request(ASK).expect(200);
        Reply pending =
                town.machina.request(Bot.ask("myorg/repo-b", "contents:write")).expect(202);
        town.card(pending, "request_approve");
        try (EmbeddedPostgres server = EmbeddedPostgres.builder().start()) {
            Map<String, String> onto = onto(server);
            assertThat(tell(onto, "move").expect(1).err()).contains("in use by another process");
            stop();

            Told moved = tell(onto, "move").expect(0);
            assertThat(moved.out())
                    .contains("Moved.")
                    .contains("What to do now")
                    .contains("seal.key");
            assertThat(tell(onto, "move").expect(1).err()).contains("not empty");

            town.settings.putAll(onto);
            town.startBroker();
            assertThat(town.machina.poll(issued.requestId(), 0).expect(200).token())
                    .isEqualTo(issued.token());
            town.approves(ALICE, pending);
            town.machina.poll(pending.requestId(), 50).expect(200);
            town.machina.send("DELETE", "/v1/token/" + issued.requestId(), "").expect(204);
            town.machina.poll(issued.requestId(), 0).expect(410);
            Awaitility.await()
                    .atMost(BrokerProcess.PATIENCE)
                    .until(() -> town.metric("botcreds_audit_intact").startsWith("1"));
            assertThat(rows(server, "SELECT COUNT(*) FROM audit_log")).isGreaterThan(auditRows(moved));
            assertThat(town.metric("botcreds_on_duty")).startsWith("1");
            town.card(
                    town.machina.request(Bot.ask("myorg/side", "contents:read")).expect(202), "request_approve");
        }
    }

    private static long auditRows(Told moved) {
        return moved.out()
                .lines()
                .filter(line -> line.strip().startsWith("audit_log "))
                .map(line -> Long.parseLong(line.strip().replaceAll("\\D+", "")))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aMoveThatIsKilledHalfwayLeavesTheTargetEmptyAndIsDoneAgain() throws Exception {
        town.machina.request(ASK).expect(200);
        stop();
        try (EmbeddedPostgres server = EmbeddedPostgres.builder().start()) {
            Map<String, String> onto = onto(server);
            byte[] before = Files.readAllBytes(town.data().resolve("botcreds.mv.db"));
            makeTheSchemaOnly(onto);
            killInTheMiddle(onto, server);
            assertThat(rows(server, "SELECT COUNT(*) FROM access_request")).isZero();
            assertThat(rows(server, "SELECT seq FROM audit_head")).isZero();
            assertThat(Files.readAllBytes(town.data().resolve("botcreds.mv.db")))
                    .isEqualTo(before);

            tell(onto, "move").expect(0);
            assertThat(rows(server, "SELECT COUNT(*) FROM access_request")).isEqualTo(1);
        }
    }

    /** Somebody's lock holds the copy up at one of the last tables, with all the others' rows in its transaction. */
    private void killInTheMiddle(Map<String, String> onto, EmbeddedPostgres server) throws Exception {
        try (Connection holder = server.getPostgresDatabase().getConnection();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("LOCK TABLE used_repository IN SHARE MODE");
            try (BrokerProcess process = BrokerProcess.told(town.directory, onto, "move")) {
                Awaitility.await()
                        .atMost(BrokerProcess.PATIENCE)
                        .until(() -> rows(server, "SELECT COUNT(*) FROM pg_locks WHERE NOT granted") > 0);
                process.kill();
            }
            holder.rollback();
        }
        Awaitility.await()
                .atMost(BrokerProcess.PATIENCE)
                .until(() ->
                        rows(server, "SELECT COUNT(*) FROM pg_stat_activity WHERE application_name = 'botcreds'") == 0);
    }

    /** A move that is refused after the migrations, because the log is not what it was. */
    private void makeTheSchemaOnly(Map<String, String> onto) throws IOException {
        Map<String, String> elsewhere = new TreeMap<>(onto);
        Path broken = Files.createDirectory(parent.resolve("broken"));
        Files.copy(town.data().resolve("botcreds.mv.db"), broken.resolve("botcreds.mv.db"));
        try (Connection connection =
                java.sql.DriverManager.getConnection("jdbc:h2:file:" + broken.resolve("botcreds"))) {
            connection.createStatement().execute("UPDATE audit_log SET event = 'x' WHERE seq = 1");
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
        elsewhere.put("BOTCREDS_DATA", broken.toString());
        assertThat(tell(elsewhere, "move").expect(1).err()).contains("audit row 1");
    }

    @Test
    void aPasswordInAnArgumentIsRefused() {
        assertThat(tell("move", "--to", "jdbc:postgresql://localhost/x?password=secret")
                        .expect(1)
                        .err())
                .contains("BOTCREDS_DATABASE_URL_FILE")
                .doesNotContain("=secret");
    }

    @Test
    void aWordThatIsNoneIsAnsweredWithTheOnesThereAre() {
        assertThat(tell("mve").expect(2).err())
                .contains("move")
                .contains("backup FILE")
                .contains("restore");
    }

    @Test
    void aBackupOfARunningBrokerIsRestoredAndNothingThatItAllowedCounts() throws Exception {
        Reply issued = town.machina.request(ASK).expect(200);
        Reply pending =
                town.machina.request(Bot.ask("myorg/repo-b", "contents:write")).expect(202);
        Path file = parent.resolve("botcreds.backup");

        Told told = tell("backup", file.toString()).expect(0);
        assertThat(told.out()).contains("Backed up to").contains("verified").contains("seal key");
        assertThat(tell("backup", file.toString()).expect(1).err()).contains("is there already");
        Reply after =
                town.machina.request(Bot.ask("myorg/repo-a", "issues:write")).expect(200);
        Reply rotated =
                town.admin.send("POST", "/v1/bots/machina-bot/keys", "{}").expect(200);
        town.admin
                .send("POST", "/v1/requests/" + pending.requestId() + "/deny", "{\"reason\": \"no\"}")
                .expect(200);
        assertThat(tell("restore", file.toString()).expect(1).err()).contains("stop the broker first");
        stop();

        Told restored = tell("restore", file.toString()).expect(0);

        assertThat(restored.out()).contains("What to do now").contains("machina-bot, other-bot");
        town.startBroker();
        Bot renewed = new Bot(rotated.field("key"), () -> town.broker().listener("api"));
        town.slack.awaitMessage(
                message -> message.shown().contains("A backup was restored")
                        && message.shown().contains("machina-bot"),
                BrokerProcess.PATIENCE);
        renewed.request(ASK).expect(401);
        town.machina.request(ASK).expect(403, "bot_locked");
        assertThat(town.machina.poll(pending.requestId(), 0).status()).isIn(403, 410);
        assertThat(town.machina.poll(issued.requestId(), 0).status()).isIn(403, 410);
        awaitThatMachinaHoldsNothing();
        town.admin.send("POST", "/v1/bots/machina-bot/unlock", "").expect(200);
        town.machina.poll(after.requestId(), 0).expect(404);
        town.machina.request(ASK).expect(200);
        assertThat(town.admin.send("GET", "/v1/audit?since=24h", "").expect(200).text())
                .contains("database_restored");
        try (var files = Files.list(town.data())) {
            assertThat(files.map(each -> each.getFileName().toString()).toList())
                    .anyMatch(name -> name.startsWith("botcreds.before-"))
                    .doesNotContain("backup.wanted", "backup.answer", "backup.file");
        }
    }

    @Test
    void aPostgreSqlDatabaseThatWasPutBackIsClosedOnceNoBrokerIsAtWorkOnIt() throws Exception {
        stop();
        try (EmbeddedPostgres server = EmbeddedPostgres.builder().start()) {
            town.settings.putAll(onto(server));
            town.startBroker();
            Reply issued = town.machina.request(ASK).expect(200);
            Reply pending = town.machina
                    .request(Bot.ask("myorg/repo-b", "contents:write"))
                    .expect(202);
            stop();
            putAside(server);
            town.startBroker();
            Reply after = town.machina
                    .request(Bot.ask("myorg/repo-a", "issues:write"))
                    .expect(200);
            assertThat(tell("restore", "--postgresql").expect(1).err())
                    .contains("a broker is connected")
                    .contains("stop all nodes");
            town.machina.request(ASK).expect(200);
            stop();
            town.settings.put("BOTCREDS_DATABASE_URL", server.getJdbcUrl("postgres", "put_back"));

            Told restored = tell("restore", "--postgresql").expect(0);

            assertThat(restored.out()).contains("What to do now").contains("machina-bot, other-bot");
            town.startBroker();
            town.machina.request(ASK).expect(403, "bot_locked");
            assertThat(town.machina.poll(pending.requestId(), 0).status()).isIn(403, 410);
            assertThat(town.machina.poll(issued.requestId(), 0).status()).isIn(403, 410);
            awaitThatMachinaHoldsNothing();
            town.admin.send("POST", "/v1/bots/machina-bot/unlock", "").expect(200);
            town.machina.poll(after.requestId(), 0).expect(404);
            town.machina.request(ASK).expect(200);
        }
    }

    private void awaitThatMachinaHoldsNothing() {
        Awaitility.await()
                .atMost(BrokerProcess.PATIENCE)
                .until(() -> town.admin
                                .send("GET", "/v1/bots", "")
                                .body()
                                .path("bots")
                                .get(0)
                                .path("live")
                                .asInt()
                        == 0);
    }

    /** Stands for pg_dump and pg_restore, which the embedded server comes without. */
    private static void putAside(EmbeddedPostgres server) throws SQLException {
        try (Connection connection = server.getDatabase("postgres", "template1").getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE put_back TEMPLATE postgres");
        }
    }

    @Test
    void aBackupThatWasTamperedWithDoesNotGetIntoPlace() throws Exception {
        town.machina.request(ASK).expect(200);
        Path file = parent.resolve("botcreds.backup");
        tell("backup", file.toString()).expect(0);
        stop();
        Path opened = parent.resolve("opened.mv.db");
        Files.copy(file, opened);
        try (Connection connection = java.sql.DriverManager.getConnection("jdbc:h2:file:" + parent.resolve("opened"))) {
            connection.createStatement().execute("UPDATE audit_log SET event = 'x' WHERE seq = 2");
        }
        byte[] before = Files.readAllBytes(town.data().resolve("botcreds.mv.db"));

        assertThat(tell("restore", opened.toString()).expect(1).err()).contains("audit row 2");

        assertThat(Files.readAllBytes(town.data().resolve("botcreds.mv.db"))).isEqualTo(before);
        assertThat(List.of(town.data().toFile().list())).noneMatch(name -> name.contains("restored"));
    }
}

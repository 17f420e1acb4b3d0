package botcreds.broker.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The audit log in an operator's hands: verified, exported and followed with what is shipped. */
class AuditIT {
    @TempDir
    Path parent;

    private Town town;

    /** How a command ended and what it said. */
    private record Ran(int code, String out, String err) {}

    @BeforeEach
    void open() throws Exception {
        town = new Town(parent);
        // The address must be the same after a restart.
        town.settings.put("BOTCREDS_API_LISTEN", "127.0.0.1:" + Town.freePort());
        town.startBroker();
        for (int asked = 0; asked < 3; asked++) {
            town.machina.request(Bot.ask("myorg/repo-a", "contents:write")).expect(200);
        }
    }

    @AfterEach
    void close() {
        town.close();
    }

    @Test
    @Tag("T-87")
    void theJarFindsWhatWasDoneToAStoppedBrokersLog() throws Exception {
        Ran busy = audit("verify");
        assertThat(busy.code()).isEqualTo(1);
        assertThat(busy.err()).contains("in use by another process", "botcreds audit verify");
        stop();

        Ran fits = audit("verify");
        assertThat(fits.code()).as(fits.err()).isZero();
        assertThat(fits.out()).contains("The audit log fits: rows 1 to", "anchor", "hold");
        Ran exported = audit("export");
        Path file = Files.writeString(town.directory.resolve("audit.ndjson"), exported.out());
        Ran offline = audit("verify", file.toString());
        assertThat(offline.code()).as(offline.err()).isZero();
        assertThat(offline.out()).contains("The file fits: rows 1 to");
        Files.writeString(file, exported.out().replaceFirst("repo-a", "repo-x"));
        assertThat(audit("verify", file.toString()).err()).contains("does not fit at row");

        run("UPDATE audit_log SET json = REPLACE(json, 'repo-a', 'repo-x') WHERE seq = 3");
        assertThat(audit("verify").err()).contains("does not fit at row 3");
        run("UPDATE audit_log SET json = REPLACE(json, 'repo-x', 'repo-a') WHERE seq = 3");
        run("DELETE FROM audit_log WHERE seq > 4");
        run("UPDATE audit_head SET seq = 4, hash = (SELECT hash FROM audit_log WHERE seq = 4)");
        Ran cut = audit("verify");
        assertThat(cut.code()).isEqualTo(1);
        assertThat(cut.err()).as("the anchor of the stop tells").contains("does not fit at row 5", "anchor");
        assertThat(audit("forget").code()).isEqualTo(2);
    }

    @Test
    void whoFollowsTheLogSeesEachRowOnceAcrossARestart() throws Exception {
        Terminal terminal = new Terminal(parent, () -> town.broker().listener("api"));
        terminal.environment.put("BOTCREDS_TOKEN", Town.ADMIN_TOKEN);
        try (Terminal.Running follow = terminal.start("log", "--follow", "-o", "ids")) {
            awaitRows(follow, 5);
            stop();
            await(follow, "does not answer");
            town.startBroker();
            await(follow, "is back");
            town.machina.request(Bot.ask("myorg/repo-a", "issues:write")).expect(200);
            int last = lastRow();

            awaitRows(follow, last);
            List<Long> rows = rows(follow);
            assertThat(rows)
                    .isEqualTo(LongStream.rangeClosed(1, rows.size()).boxed().toList());
        }
        Terminal.Ran verified = terminal.run("audit", "verify", "-o", "json").expect(0);
        assertThat(verified.out()).contains("\"fits\": true", "\"ended\": true");
        Path file = Files.writeString(
                town.directory.resolve("asked.ndjson"),
                terminal.run("audit", "export").expect(0).out());
        assertThat(audit("verify", file.toString()).code()).isZero();
    }

    private int lastRow() throws Exception {
        return Integer.parseInt(
                town.admin.send("GET", "/v1/audit?limit=1", "").text().replaceFirst("(?s).*\"seq\":([0-9]+).*", "$1"));
    }

    private static List<Long> rows(Terminal.Running follow) {
        return follow.outSoFar().lines().map(Long::valueOf).toList();
    }

    private static void awaitRows(Terminal.Running follow, int many) {
        Awaitility.await()
                .atMost(BrokerProcess.PATIENCE)
                .until(() -> follow.outSoFar().lines().count() >= many);
    }

    private static void await(Terminal.Running follow, String said) {
        Awaitility.await()
                .atMost(BrokerProcess.PATIENCE)
                .until(() -> follow.errSoFar().contains(said));
    }

    private void stop() {
        town.broker().terminate();
        town.broker().awaitExit(BrokerProcess.PATIENCE);
    }

    private Ran audit(String... words) throws Exception {
        List<String> command = new java.util.ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-jar",
                BrokerProcess.jar().toString(),
                "audit"));
        command.addAll(List.of(words));
        Path out = Files.createTempFile(parent, "audit-", ".out");
        Path err = Files.createTempFile(parent, "audit-", ".err");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().put("BOTCREDS_DATA", town.data().toString());
        Process process = builder.start();
        assertThat(process.waitFor(BrokerProcess.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        return new Ran(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    private void run(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(
                        "jdbc:h2:file:" + town.data().resolve("botcreds"));
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}

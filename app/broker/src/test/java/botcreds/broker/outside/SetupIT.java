package botcreds.broker.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The words of the packaged jar: a script sets it up, the broker starts from what was written, the doctor finds it well. */
final class SetupIT {
    @TempDir
    Path parent;

    private Town town;
    private Path settings;

    @BeforeEach
    void build() {
        town = new Town(parent);
        settings = parent.resolve("etc/botcreds.env");
    }

    @AfterEach
    void tearDown() {
        town.close();
    }

    private record Ended(int code, String output) {}

    private Ended run(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-jar",
                System.getProperty("botcreds.broker.jar")));
        command.addAll(List.of(words));
        Path output = Files.createTempFile(parent, "said", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(parent.toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(
                        Files.createTempFile(parent, "nothing", "").toFile()))
                .redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(name -> name.matches("(BOTCREDS|SLACK|GITHUB)_.*"));
        Process process = builder.start();
        if (!process.waitFor(2, TimeUnit.MINUTES)) {
            process.destroyForcibly();
        }
        return new Ended(process.waitFor(), Files.readString(output));
    }

    private Ended setUp() throws IOException, InterruptedException {
        return run(
                "setup",
                "--yes",
                "--settings=" + settings,
                "--github-url=" + town.gitHub.url(),
                "--github-api-url=" + town.gitHub.url(),
                "--app-id=" + town.gitHub.app().id(),
                "--app-key-file=" + town.gitHub.app().privateKeyFile(),
                "--slack-api-url=" + town.slack.apiUrl(),
                "--public-url=https://bots.example.com",
                "--slack-bot-token-file=" + written("bot", town.slack.options().botToken()),
                "--slack-signing-secret-file="
                        + written("signing", town.slack.options().signingSecret()),
                "--api-listen=127.0.0.1:" + Town.freePort(),
                "--slack-listen=127.0.0.1:" + Town.freePort(),
                "--ops-listen=127.0.0.1:" + Town.freePort(),
                "--dashboard-listen=127.0.0.1:" + Town.freePort(),
                "--approver=U012ALICE",
                "--channel=C0APPROVALS",
                "--bot=machina-bot",
                "--bot-key-file=" + parent.resolve("bot-key"));
    }

    @Test
    @Tag("T-90")
    void aScriptSetsItUpAndTheBrokerStartsFromIt() throws Exception {
        Ended setUp = setUp();
        assertThat(setUp.code()).as(setUp.output()).isZero();
        assertThat(setUp.output())
                .contains("0 failed, 0 to look at")
                .doesNotContain(
                        town.slack.options().botToken(), town.slack.options().signingSecret(), "\tat ");

        Map<String, String> onlyTheFile = new TreeMap<>(Map.of("BOTCREDS_SETTINGS", settings.toString()));
        try (BrokerProcess broker = BrokerProcess.launch(town.directory, onlyTheFile)) {
            broker.awaitReady();
            Bot machina = new Bot(Files.readString(parent.resolve("bot-key")).strip(), () -> broker.listener("api"));
            machina.request(Bot.ask("myorg/repo-a", "contents:write")).expect(202);

            Ended doctor = run("doctor", "--settings", settings.toString());
            assertThat(doctor.code()).as(doctor.output()).isZero();
            assertThat(doctor.output())
                    .contains("the broker that runs listens on")
                    .contains("is in use by the broker that runs, which can write to it");
        }
    }

    @Test
    void aFileOfSettingsThatIsWrongStopsTheStart() throws Exception {
        Path wrong = Files.writeString(parent.resolve("wrong.env"), "GITHUB_APP_ID=\"1\"\n");

        Ended ended = run("--settings", wrong.toString());

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.output())
                .contains("wrong.env line 1: GITHUB_APP_ID has a quote")
                .doesNotContain("\tat ");
    }

    private String written(String name, String secret) throws IOException {
        return Files.writeString(parent.resolve(name), secret + "\n").toString();
    }
}

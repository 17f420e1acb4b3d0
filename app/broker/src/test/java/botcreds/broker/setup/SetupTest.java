package botcreds.broker.setup;

import static org.assertj.core.api.Assertions.assertThat;

import botcreds.sandbox.slack.Options;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From nothing to a broker's settings, against a GitHub with its pages and a Slack. */
class SetupTest {
    @TempDir
    Path folder;

    private Site site;
    private Path file;
    private final AtomicReference<String> link = new AtomicReference<>("");

    @BeforeEach
    void build() throws IOException {
        site = new Site(folder);
        site.settings.clear();
        file = folder.resolve("etc/botcreds.env");
    }

    @AfterEach
    void tearDown() {
        site.close();
    }

    private String[] words(String... more) throws IOException {
        List<String> words = new ArrayList<>(List.of(
                "setup",
                "--settings",
                file.toString(),
                "--github-url",
                site.gitHub.url().toString(),
                "--github-api-url",
                site.gitHub.url().toString(),
                "--slack-api-url",
                site.slack.apiUrl(),
                "--api-listen",
                "127.0.0.1:" + Site.freePort(),
                "--slack-listen",
                "127.0.0.1:" + Site.freePort(),
                "--ops-listen",
                "127.0.0.1:" + Site.freePort(),
                "--dashboard-listen",
                "127.0.0.1:" + Site.freePort()));
        words.addAll(List.of(more));
        return words.toArray(String[]::new);
    }

    /** A human with a browser, who makes the App, installs it, and has Slack's page open. */
    private ScriptedTerminal human() {
        return new ScriptedTerminal()
                .listen(line -> {
                    if (line.strip().matches("http://127\\.0\\.0\\.1:\\d+/[a-z0-9]+")) {
                        var unused =
                                CompletableFuture.runAsync(() -> SandboxBrowser.createApp(URI.create(line.strip())));
                    }
                    if (line.strip().endsWith("/installations/new")) {
                        link.set(line.strip());
                    }
                })
                .answer("Id of an App", "")
                .answer("Organization", "myorg")
                .answer("Its name", "")
                .answer("The most that bots", "")
                .act("Is it installed?", () -> SandboxBrowser.install(URI.create(link.get()), "myorg"))
                .answer("https://HOST", "https://bots.example.com")
                .answer("Bot User OAuth Token", site.slack.options().botToken())
                .answer("Signing Secret", site.slack.options().signingSecret())
                .answer("Directory of the database", "")
                .answer("Who approves", Options.ALICE)
                .answer("Where: a channel", Options.APPROVALS)
                .answer("Name of the first bot", "machina-bot");
    }

    @Test
    void fromNothingToSettingsWithNothingWrong() throws IOException {
        ScriptedTerminal human = human();

        assertThat(site.run(human, words()))
                .as(human.screen() + human.complaints())
                .isZero();

        assertThat(human.screen())
                .contains("GitHub made the App botcreds-myorg (id 123456)", "It is installed on myorg")
                .contains("bots.example.com%2Fslack%2Fevents")
                .contains("0 failed, 0 to look at");
        assertThat(Files.readString(file))
                .contains("GITHUB_APP_ID=123456\n", "SLACK_SIGNING_SECRET_FILE=", "BOTCREDS_DATA=")
                .doesNotContain(site.slack.options().botToken());
    }

    @Test
    @Tag("T-92")
    void everyFileIsForItsOwnerAlone() throws IOException {
        assertThat(site.run(human(), words())).isZero();

        try (var files = Files.list(file.getParent())) {
            assertThat(files.toList())
                    .hasSizeGreaterThan(5)
                    .allSatisfy(each -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(each)))
                            .matches("rw[x-]------"));
        }
    }

    @Test
    void theBotsKeyIsShownOnceAndItsHashStandsInThePolicy() throws IOException {
        ScriptedTerminal human = human();
        assertThat(site.run(human, words())).isZero();

        String key = human.screen().replaceFirst("(?s).*shown only now: (bcb_\\w+).*", "$1");
        assertThat(Files.readString(file.resolveSibling("policy.yaml")))
                .contains(botcreds.broker.model.Secret.of(key).sha256Hex())
                .doesNotContain(key);
    }

    @Test
    void whatWasStoppedGoesOnFromThere() throws IOException {
        ScriptedTerminal left = human();
        left.forget("Signing Secret");
        assertThat(site.run(left, words())).isEqualTo(1);
        assertThat(left.complaints()).contains("What is done so far is kept", "--slack-signing-secret-file");
        String key = Files.readString(file.resolveSibling("github-app-123456.pem"));

        ScriptedTerminal back = human();
        assertThat(site.run(back, words()))
                .as(back.screen() + back.complaints())
                .isZero();

        assertThat(back.screen())
                .doesNotContain("Id of an App", "Bot User OAuth Token")
                .contains("Signing Secret");
        assertThat(Files.readString(file.resolveSibling("github-app-123456.pem")))
                .isEqualTo(key);
    }

    @Test
    void runOnceMoreItChangesNothing() throws IOException {
        assertThat(site.run(human(), words())).isZero();
        String settings = Files.readString(file) + Files.readString(file.resolveSibling("policy.yaml"));

        ScriptedTerminal nobody = new ScriptedTerminal();
        assertThat(site.run(nobody, words())).as(nobody.screen()).isZero();

        assertThat(Files.readString(file) + Files.readString(file.resolveSibling("policy.yaml")))
                .isEqualTo(settings);
    }

    @Test
    void aScriptNeedsNoHuman() throws IOException {
        site.install();
        Path keyFile = folder.resolve("bot-key");

        ScriptedTerminal nobody = new ScriptedTerminal();
        int code = site.run(
                nobody,
                words(
                        "--yes",
                        "--app-id=" + site.gitHub.app().id(),
                        "--app-key-file=" + site.gitHub.app().privateKeyFile(),
                        "--slack-bot-token-file="
                                + written("bot", site.slack.options().botToken()),
                        "--slack-app-token-file="
                                + written("app", site.slack.options().appToken()),
                        "--approver=" + Options.ALICE,
                        "--channel=" + Options.APPROVALS,
                        "--bot-key-file=" + keyFile));

        assertThat(code).as(nobody.screen() + nobody.complaints()).isZero();
        assertThat(nobody.screen())
                .contains("SLACK_APP_TOKEN opens Socket Mode")
                .doesNotContain("bcb_");
        assertThat(Files.readString(keyFile)).startsWith("bcb_");
    }

    @Test
    void whatIsThereIsNotReplacedUnasked() throws IOException {
        site.install();
        Files.createDirectories(file.getParent());
        Path token = Files.writeString(file.resolveSibling("slack-bot-token"), "somebody's");
        ScriptedTerminal human = human().answer("is there already. Replace it?", "n");

        assertThat(site.run(human, words())).isEqualTo(1);

        assertThat(human.complaints()).contains(token + " is there already and stays as it is");
        assertThat(Files.readString(token)).isEqualTo("somebody's");
    }

    @Test
    void whatIsWrongIsSaidAtOnceAndAskedAgain() throws IOException {
        ScriptedTerminal human = new ScriptedTerminal()
                .answer("Bot User OAuth Token", "xoxp-a-users")
                .answer("Bot User OAuth Token", "xoxb-nobodys")
                .answer("Who approves", Options.GUEST)
                .answer("Where: a channel", Options.NOT_JOINED)
                .answer("The most that bots", "isues:write");

        ScriptedTerminal all = human().before(human);
        assertThat(site.run(all, words())).as(all.screen() + all.complaints()).isZero();

        assertThat(all.screen())
                .contains("did you mean issues?")
                .contains("It begins with xoxb-")
                .contains("Slack says invalid_auth")
                .contains("is a guest, a bot, or gone, and may not decide")
                .contains("In #random first: /invite @botcreds");
    }

    private Path written(String name, String secret) throws IOException {
        return Files.writeString(folder.resolve(name), secret + "\n");
    }
}

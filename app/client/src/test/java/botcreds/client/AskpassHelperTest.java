package botcreds.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AskpassHelperTest {
    private AskpassHelper helper;

    @BeforeEach
    void start() throws Exception {
        try (ScriptedBroker broker = new ScriptedBroker()) {
            broker.issues("ghs_it's", Instant.now().plus(Duration.ofHours(1)));
            helper = BrokerClient.at(broker.url())
                    .build()
                    .getCredentials(Ask.of("myorg/repo-a", "Fixing bug #123", "contents:write"))
                    .gitAskpassHelper();
        }
    }

    @AfterEach
    void stop() {
        helper.close();
    }

    private record Said(int exit, String out, String error) {}

    private Said says(String question) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(helper.path().toString(), question).start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Said(
                process.exitValue(),
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8),
                new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
    }

    @Test
    void bothOfGitsQuestionsAreAnswered() throws Exception {
        assertThat(says("Username for 'https://github.com': ").out()).isEqualTo("x-access-token\n");
        assertThat(says("Password for 'https://x-access-token@github.com': ").out())
                .isEqualTo("ghs_it's\n");
        assertThat(says("Password for 'https://x-access-token@github.com/myorg/repo-a.git': ")
                        .out())
                .isEqualTo("ghs_it's\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Password for 'https://x-access-token@evil.example': ",
                "Password for 'https://x-access-token@github.com.evil.example': ",
                "Password for 'https://evil.example/x-access-token@github.com': ",
                "Password for 'http://x-access-token@github.com': ",
                "Password for 'https://somebody@github.com': ",
                "Password: ",
            })
    void anotherHostDoesNotGetTheToken(String question) throws Exception {
        Said said = says(question);

        assertThat(said.exit()).isEqualTo(1);
        assertThat(said.out()).isEmpty();
        assertThat(said.error()).contains("for https://github.com only");
    }

    @Test
    void onlyTheOwnerCanReadItAndTheScriptDoesNotHoldTheToken() throws Exception {
        Path script = helper.path();

        assertThat(List.of(mode(script.getParent()), mode(script), mode(script.resolveSibling("token"))))
                .containsExactly("rwx------", "rwx------", "rw-------");
        assertThat(Files.readString(script)).doesNotContain("ghs_");
    }

    @Test
    void closingRemovesItAndCanBeRepeated() {
        helper.close();
        helper.close();

        assertThat(helper.path().getParent()).doesNotExist();
    }

    @Test
    void theEnvironmentForGitKeepsWhatWasConfiguredThere() {
        Map<String, String> environment =
                new HashMap<>(Map.of("GIT_CONFIG_COUNT", "1", "GIT_CONFIG_KEY_0", "a.b", "GIT_CONFIG_VALUE_0", "c"));

        helper.gitEnv(environment);

        assertThat(environment)
                .containsEntry("GIT_CONFIG_COUNT", "2")
                .containsEntry("GIT_CONFIG_KEY_0", "a.b")
                .containsEntry("GIT_CONFIG_KEY_1", "credential.helper")
                .containsEntry("GIT_CONFIG_VALUE_1", "")
                .containsEntry("GIT_ASKPASS", helper.path().toString())
                .containsEntry("GIT_COMMITTER_NAME", "myapp[bot]");
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}

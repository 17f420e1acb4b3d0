package botcreds.broker.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The settings of a broker that starts, to be changed by each test. */
abstract class SettingsThatStart {
    static final String PEM =
            "-----BEGIN RSA PRIVATE KEY-----\nc2VjcmV0LWtleS1ieXRlcw==\n-----END RSA PRIVATE KEY-----";

    @TempDir
    Path directory;

    KeyCheck check = KeyCheck.NONE;

    final Map<String, String> variables = new HashMap<>();

    @BeforeEach
    void whatStartsABroker() throws IOException {
        variables.put("SLACK_BOT_TOKEN", "xoxb-1-test");
        variables.put("SLACK_SIGNING_SECRET", "0123456789abcdef0123456789abcdef");
        variables.put("GITHUB_APP_ID", "12345");
        variables.put("GITHUB_APP_PRIVATE_KEY", PEM);
        variables.put(
                "BOTCREDS_POLICY",
                Files.writeString(directory.resolve("policy.yaml"), "bots: {}").toString());
        variables.put("BOTCREDS_DATA", directory.resolve("data").toString());
    }

    List<String> problems() {
        BadSettings bad = catchThrowableOfType(BadSettings.class, () -> Settings.read(variables, check));
        assertThat(bad).as("settings must be refused").isNotNull();
        return bad.problems();
    }

    Path file(String name, String content, String mode) throws IOException {
        Path file = Files.writeString(directory.resolve(name), content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }
}

package botcreds.broker.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Secrets that come from files, and the modes these must have. */
class SecretFilesTest extends SettingsThatStart {
    @Test
    @Tag("T-92")
    void aKeyThatIsNoGoodIsToldWithTheOtherProblems() {
        variables.put("GITHUB_APP_PRIVATE_KEY", "-----BEGIN EC PRIVATE KEY-----\nc2Vjcm\n-----END EC PRIVATE KEY-----");
        variables.put("GITHUB_APP_ID", "twelve");
        check = key -> Optional.of("it is an EC key");

        assertThat(problems())
                .containsExactly(
                        "GITHUB_APP_ID: this is not a number; write the number that stands as App ID on the page of your"
                                + " GitHub App",
                        "GITHUB_APP_PRIVATE_KEY: it is an EC key");
    }

    @ParameterizedTest
    @Tag("T-92")
    @ValueSource(strings = {"rw-r--r--", "rw-r-----", "rwx------", "rw----r--"})
    void aKeyFileThatOthersMayReadIsRefused(String mode) throws IOException {
        variables.remove("GITHUB_APP_PRIVATE_KEY");
        variables.put("GITHUB_APP_PRIVATE_KEY_FILE", file("key.pem", PEM, mode).toString());

        assertThat(problems()).singleElement().asString().contains("chmod 600").doesNotContain("c2Vjcm");
    }

    @Test
    @Tag("T-92")
    void aSymbolicLinkIsAsWideAsWhatItLeadsTo() throws IOException, BadSettings {
        Path key = file("key.pem", PEM, "rw-------");
        Path link = Files.createSymbolicLink(directory.resolve("link.pem"), key);
        variables.remove("GITHUB_APP_PRIVATE_KEY");
        variables.put("GITHUB_APP_PRIVATE_KEY_FILE", link.toString());

        assertThat(Settings.read(variables).github().privateKey().reveal()).isEqualTo(PEM);

        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(problems()).singleElement().asString().contains("chmod 600");
    }

    @Test
    @Tag("T-92")
    void everySecretThatIsInAFileMustBeForItsOwnerAlone() throws IOException {
        variables.remove("SLACK_BOT_TOKEN");
        variables.remove("SLACK_SIGNING_SECRET");
        Map<String, String> secrets = Map.of(
                "SLACK_BOT_TOKEN", "xoxb-2-test",
                "SLACK_SIGNING_SECRET", "0123456789abcdef0123456789abcdef",
                "BOTCREDS_ADMIN_TOKEN", "admin-token-that-nobody-sees",
                "BOTCREDS_DATABASE_URL", "jdbc:postgresql://db/botcreds?password=hunter2",
                "BOTCREDS_SEAL_KEY", Base64.getEncoder().encodeToString(new byte[32]),
                "BOTCREDS_WEBHOOK_SECRET", "whsec_" + Base64.getEncoder().encodeToString(new byte[32]),
                "BOTCREDS_GITHUB_WEBHOOK_SECRET", "0123456789abcdef");
        for (Map.Entry<String, String> each : secrets.entrySet()) {
            variables.put(
                    each.getKey() + "_FILE",
                    file(each.getKey(), each.getValue(), "rw-r--r--").toString());
        }
        variables.put("BOTCREDS_TLS_CERT", file("crt", "x", "rw-r--r--").toString());
        variables.put("BOTCREDS_TLS_KEY", file("tls", "x", "rw-r--r--").toString());

        assertThat(problems())
                .hasSize(secrets.size() + 1)
                .allSatisfy(problem -> assertThat(problem).contains("can be read by others; run: chmod 600 "));
    }

    @Test
    @Tag("T-92")
    void whatLiesInTheDataFolderIsLookedAtWithTheRest() throws IOException {
        Path data = Files.createDirectory(directory.resolve("data"));
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxrwxrwx"));
        Files.writeString(data.resolve("seal.key"), "x");
        Files.setPosixFilePermissions(data.resolve("seal.key"), PosixFilePermissions.fromString("rw-r-----"));

        assertThat(problems())
                .satisfiesExactly(
                        problem -> assertThat(problem)
                                .startsWith("BOTCREDS_DATA: ")
                                .contains("chmod 700 " + data),
                        problem -> assertThat(problem)
                                .startsWith("BOTCREDS_DATA: ")
                                .contains("chmod 600 "));
    }

    @Test
    void severalKeysComeFromOneFileOrFromSeveral() throws IOException, BadSettings {
        variables.remove("GITHUB_APP_PRIVATE_KEY");
        Path one = file("one.pem", PEM, "rw-------");
        Path two = file("two.pem", "second", "rw-------");
        variables.put("GITHUB_APP_PRIVATE_KEY_FILE", one + ", " + two);

        GitHubSettings github = Settings.read(variables).github();

        assertThat(github.privateKey().reveal()).isEqualTo(PEM + "\nsecond");
        assertThat(github.keyFiles().files()).containsExactly(one, two);
    }

    @Test
    @Tag("T-92")
    void eachOfSeveralFilesIsLookedAt() throws IOException {
        variables.remove("GITHUB_APP_PRIVATE_KEY");
        Path one = file("one.pem", PEM, "rw-------");
        Path wide = file("two.pem", PEM, "rw----r--");
        variables.put("GITHUB_APP_PRIVATE_KEY_FILE", one + "," + wide + "," + directory.resolve("absent"));

        assertThat(problems())
                .satisfiesExactly(
                        problem -> assertThat(problem).contains(wide + " can be read by others"),
                        problem ->
                                assertThat(problem).contains("absent cannot be read", "0600", "root's with mode 0640"));
    }

    @Test
    @Tag("T-92")
    void aFileThatIsAbsentEmptyOrADirectoryIsOneProblem() throws IOException {
        variables.remove("SLACK_BOT_TOKEN");
        for (Path file : List.of(directory.resolve("absent"), file("empty", " \n", "rw-------"), directory)) {
            variables.put("SLACK_BOT_TOKEN_FILE", file.toString());

            assertThat(problems()).singleElement().asString().startsWith("SLACK_BOT_TOKEN_FILE: " + file);
        }
    }

    @Test
    void aSecretGivenTwiceIsRefusedRatherThanGuessed() throws IOException {
        variables.put(
                "SLACK_BOT_TOKEN_FILE",
                file("token", "xoxb-2-test", "rw-------").toString());

        assertThat(problems()).singleElement().asString().contains("SLACK_BOT_TOKEN_FILE are set");
    }

    @Test
    void aSecretFromAFileLosesTheLineBreakThatEditorsAdd() throws IOException, BadSettings {
        variables.remove("SLACK_BOT_TOKEN");
        variables.put(
                "SLACK_BOT_TOKEN_FILE",
                file("token", "xoxb-2-test\n", "rw-------").toString());

        assertThat(Settings.read(variables).slack().botToken().reveal()).isEqualTo("xoxb-2-test");
    }
}

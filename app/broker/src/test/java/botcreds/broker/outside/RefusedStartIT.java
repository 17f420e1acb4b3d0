package botcreds.broker.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A broker that must not run ends before it opens a port, and says which setting to change. */
final class RefusedStartIT {
    @TempDir
    static Path parent;

    private static Town town;
    private static java.util.Map<String, String> good;

    @BeforeAll
    static void build() {
        town = new Town(parent);
        good = java.util.Map.copyOf(town.settings);
    }

    @BeforeEach
    void startFromGoodSettings() throws IOException {
        town.settings.clear();
        town.settings.putAll(good);
        town.settings.put(
                "BOTCREDS_DATA", Files.createTempDirectory(parent, "data-").toString());
    }

    @AfterAll
    static void tearDown() {
        town.close();
    }

    /** Starts it, waits for its end, and returns what it said to the human at the terminal. */
    private static String refusal() {
        return refusal(2);
    }

    private static String refusal(int status) {
        BrokerProcess broker = BrokerProcess.launch(town.directory, town.settings);
        try (broker) {
            assertThat(broker.awaitExit(BrokerProcess.PATIENCE)).isEqualTo(status);
            assertThat(broker.output()).doesNotContain("ready: ");
            assertThat(broker.errors()).doesNotContain("\tat ").doesNotContain("Exception");
            return broker.errors();
        }
    }

    @Test
    void aDatabaseThatIsNotUpYetIsWorthAnotherTryOfTheSupervisors() throws IOException {
        town.settings.put("BOTCREDS_DATABASE_URL", "jdbc:postgresql://127.0.0.1:" + Town.freePort() + "/botcreds");
        town.settings.put("BOTCREDS_SEAL_KEY", "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=");

        assertThat(refusal(1)).contains("BOTCREDS_DATABASE_URL").contains("check the database URL");
    }

    @Test
    void aMissingSigningSecretStopsTheStart() {
        town.settings.remove("SLACK_SIGNING_SECRET");

        assertThat(refusal()).contains("SLACK_SIGNING_SECRET: not set");
    }

    @ParameterizedTest
    @ValueSource(strings = {"---", "short", "   "})
    void aSigningSecretThatIsNoneStopsTheStart(String secret) {
        town.settings.put("SLACK_SIGNING_SECRET", secret);

        assertThat(refusal()).contains("SLACK_SIGNING_SECRET: ");
    }

    @Test
    void allThatIsWrongIsSaidAtOnce() {
        town.settings.remove("SLACK_BOT_TOKEN");
        town.settings.put("GITHUB_APP_ID", "twelve");
        town.settings.put("BOTCREDS_SEAL_KEY", "c2hvcnQ=");
        town.settings.put("BOTCREDS_API_LISTEN", "everywhere");

        assertThat(refusal())
                .contains("SLACK_BOT_TOKEN: ")
                .contains("GITHUB_APP_ID: ")
                .contains("BOTCREDS_SEAL_KEY: ")
                .contains("BOTCREDS_API_LISTEN: ");
    }

    @Test
    void aBadPolicyStopsTheStartWithEveryIssueAndItsLine() throws IOException {
        Path policy = Files.createTempFile(parent, "policy", ".yaml");
        Files.writeString(policy, """
                approvers: [U012ALICE]
                channel: C0APPROVALS
                bots:
                  machina-bot:
                    identity: {type: api_key, sha256: nothex}
                    auto_aprove: []
                    deny:
                      - repo: "no-owner"
                defaults: {requires_approval: true}
                """);
        town.settings.put("BOTCREDS_POLICY", policy.toString());

        String said = refusal();

        assertThat(said).containsPattern("(?m)\\b5\\b.*sha256");
        assertThat(said).containsPattern("(?m)\\b6\\b.*auto_aprove");
        assertThat(said).containsPattern("(?m)\\b8\\b.*no-owner");
    }

    @Test
    @Tag("T-92")
    void aKeyThatIsCutOffStopsTheStartAndIsNotPrinted() {
        String pem = town.gitHub.app().privateKeyPem();
        String line = pem.lines().skip(3).findFirst().orElseThrow();
        town.settings.put("GITHUB_APP_PRIVATE_KEY", pem.substring(0, pem.length() / 2));

        assertThat(refusal()).contains("GITHUB_APP_PRIVATE_KEY: ").doesNotContain(line);
    }

    @Test
    @Tag("T-92")
    void aKeyWithADamagedMiddleStopsTheStartAndIsNotPrinted() {
        String pem = town.gitHub.app().privateKeyPem();
        String line = pem.lines().skip(3).findFirst().orElseThrow();
        town.settings.put("GITHUB_APP_PRIVATE_KEY", pem.replace(line, ""));

        assertThat(refusal()).contains("GITHUB_APP_PRIVATE_KEY").doesNotContain(line);
    }

    @Test
    @Tag("T-92")
    void aKeyFileThatOthersMayReadStopsTheStart() throws IOException {
        Path key = Files.createTempFile(parent, "key", ".pem");
        Files.writeString(key, town.gitHub.app().privateKeyPem());
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        town.settings.remove("GITHUB_APP_PRIVATE_KEY");
        town.settings.put("GITHUB_APP_PRIVATE_KEY_FILE", key.toString());

        assertThat(refusal()).contains("GITHUB_APP_PRIVATE_KEY_FILE: ").contains("chmod 600");
    }

    @Test
    @Tag("T-92")
    void whatIsWrongWithTheKeyIsSaidWithTheRest() {
        town.settings.put(
                "GITHUB_APP_PRIVATE_KEY", "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIA==\n-----END EC PRIVATE KEY-----");
        town.settings.put("BOTCREDS_SEAL_KEY", "c2hvcnQ=");
        town.settings.remove("SLACK_BOT_TOKEN");

        assertThat(refusal())
                .contains("GITHUB_APP_PRIVATE_KEY: The App's private key cannot be used: it is an EC key")
                .contains("BOTCREDS_SEAL_KEY: ")
                .contains("SLACK_BOT_TOKEN: ")
                .doesNotContain("MHcCAQEEIA");
    }

    @Test
    void aSecondBrokerOnTheSameFilesIsRefusedAndTheFirstGoesOn() throws Exception {
        BrokerProcess first = town.startBroker();

        assertThat(refusal()).contains("BOTCREDS_DATA");

        assertThat(first.isAlive()).isTrue();
        town.machina.request(Bot.ask("myorg/repo-a", "contents:write")).expect(200);
        first.kill();
    }

    @Test
    void aPortThatIsTakenIsNamedAndNoOtherStaysOpen() throws IOException {
        int free = Town.freePort();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            town.settings.put("BOTCREDS_API_LISTEN", "127.0.0.1:" + free);
            town.settings.put("BOTCREDS_SLACK_LISTEN", "127.0.0.1:" + taken.getLocalPort());
            BrokerProcess broker = BrokerProcess.launch(town.directory, town.settings);
            try (broker) {
                assertThat(broker.awaitExit(BrokerProcess.PATIENCE)).isNotZero();
                assertThat(broker.printed()).contains("127.0.0.1:" + taken.getLocalPort());
            }
        }
        assertThat(isOpen(free)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"SLACK_SIGNING_SECRET", "BOTCREDS_POLICY"})
    void noPortOpensBeforeTheRefusal(String broken) throws IOException {
        int port = Town.freePort();
        town.settings.put("BOTCREDS_API_LISTEN", "127.0.0.1:" + port);
        town.settings.put(broken, "/nothing");
        BrokerProcess broker = BrokerProcess.launch(town.directory, town.settings);
        try (broker) {
            while (broker.isAlive()) {
                assertThat(isOpen(port)).isFalse();
            }
            assertThat(broker.awaitExit(BrokerProcess.PATIENCE)).isEqualTo(2);
        }
    }

    private static boolean isOpen(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }
}

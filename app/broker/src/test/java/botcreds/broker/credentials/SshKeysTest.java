package botcreds.broker.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import botcreds.broker.access.SshKeygen;
import botcreds.broker.model.SshPublicKey;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys as ssh-keygen makes and reads them. */
class SshKeysTest {
    @TempDir
    Path directory;

    @Test
    void sshReadsThePairThatWasMade() throws Exception {
        for (int round = 0; round < 5; round++) {
            SshKeyPair pair = SshKeyPair.make("machina-bot req_x" + "y".repeat(round));

            assertThat(SshKeygen.publicOf(directory, pair.privateKey().reveal()))
                    .startsWith(pair.publicKey().line());
            assertThat(SshKeygen.fingerprint(directory, pair.publicKey().line()))
                    .contains(pair.publicKey().fingerprint())
                    .contains("ED25519");
            assertThat(pair.toString()).doesNotContain("PRIVATE");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ed25519", "ecdsa -b 256", "ecdsa -b 384", "ecdsa -b 521", "rsa -b 2048", "rsa -b 3072"})
    void theKindsGitHubTakesAreReadWithoutTheirComment(String type) throws Exception {
        String line = SshKeygen.make(directory, ("-t " + type).split(" "));

        SshPublicKey key = SshPublicKey.read(line).orElseThrow();

        assertThat(line).isEqualTo(key.line() + " bot@host");
        assertThat(SshKeygen.fingerprint(directory, line)).contains(key.fingerprint());
    }

    @Test
    void whatIsShortDamagedOrMoreThanOneKeyIsRefused() throws Exception {
        String good = SshPublicKey.read(SshKeygen.make(directory, "-t", "ed25519"))
                .orElseThrow()
                .line();
        String shortRsa = SshKeygen.make(directory, "-t", "rsa", "-b", "1024");
        String body = good.substring("ssh-ed25519 ".length());

        assertThat(SshPublicKey.read(shortRsa)).isEmpty();
        assertThat(SshPublicKey.read("ssh-rsa " + body)).isEmpty();
        assertThat(SshPublicKey.read("ssh-dss " + body)).isEmpty();
        assertThat(SshPublicKey.read(good + "\n" + good)).isEmpty();
        assertThat(SshPublicKey.read(good + "\n")).isEmpty();
        assertThat(SshPublicKey.read(" " + good)).isEmpty();
        assertThat(SshPublicKey.read(good.substring(0, good.length() - 4))).isEmpty();
        assertThat(SshPublicKey.read("ssh-ed25519 " + body + "AAAA")).isEmpty();
        assertThat(SshPublicKey.read("command=\"sh\" " + good)).isEmpty();
        assertThat(SshPublicKey.read("ssh-ed25519 " + "A".repeat(9000))).isEmpty();
    }
}

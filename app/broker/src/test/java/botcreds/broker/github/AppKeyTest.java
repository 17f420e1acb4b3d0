package botcreds.broker.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import botcreds.broker.model.Secret;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AppKeyTest {
    private static final String BODY = Keys.pkcs1(Keys.PAIR);

    @Test
    void bothFormsAreTheSameKey() {
        assertThat(only(BODY)).isEqualTo(only(Keys.pkcs8(Keys.PAIR)));
        assertThat(only(BODY)).isEqualTo(name(Keys.PAIR));
    }

    @ParameterizedTest
    @ValueSource(ints = {3072, 4096})
    void longerKeysAreTaken(int bits) {
        KeyPair pair = Keys.rsa(bits);
        assertThat(only(Keys.pkcs1(pair))).isEqualTo(name(pair));
    }

    @Test
    void lineEndsMayBeMangled() {
        assertThat(only(BODY.replace("\n", "\\n"))).isEqualTo(name(Keys.PAIR));
        assertThat(only(BODY.replace("\n", "\r\n"))).isEqualTo(name(Keys.PAIR));
        assertThat(only(BODY.replace("\n", "\\r\\n"))).isEqualTo(name(Keys.PAIR));
        assertThat(only("\n  \n" + BODY + "\n\n")).isEqualTo(name(Keys.PAIR));
    }

    @Test
    void twoKeysInOneTextAreBothTaken() {
        assertThat(AppKey.parse(Secret.of(BODY + Keys.pkcs8(Keys.OTHER)))).hasSize(2);
    }

    @Test
    @Tag("T-92")
    void aKeyThatIsNoGoodIsRefusedForWhatItIs() {
        refused(Keys.pkcs8(Keys.pair("EC", 256)), "not an RSA key");
        refused(Keys.pem("EC PRIVATE KEY", new byte[] {1, 2, 3}), "EC key");
        refused(Keys.pkcs8(Keys.rsa(1024)), "fewer than 2048 bits");
        refused(Keys.pkcs1(Keys.rsa(1024)), "fewer than 2048 bits");
        refused(Keys.pem("ENCRYPTED PRIVATE KEY", new byte[] {1, 2, 3}), "passphrase");
        refused(BODY.replaceFirst("\n", "\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\n"), "passphrase");
        refused(Keys.pem("PUBLIC KEY", Keys.PAIR.getPublic().getEncoded()), "not a private key");
        refused("MIIEpAIBAAKCAQEA", "not a whole PEM file");
        refused(
                BODY.replace("RSA PRIVATE KEY-----\n\n", "").replace("-----END RSA", "-----END"),
                "do not belong together");
        refused(BODY.substring(0, 60) + "!" + BODY.substring(61), "base64 is damaged");
    }

    @Test
    @Tag("T-92")
    void aKeyCutShortAnywhereIsRefusedWithoutBeingQuoted() {
        for (int end = 1; end < BODY.length() - 2; end += 7) {
            String cut = BODY.substring(0, end);
            assertThatThrownBy(() -> AppKey.parse(Secret.of(cut)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasNoCause()
                    .message()
                    .doesNotContain(BODY.substring(40, 60));
        }
        String[] lines = BODY.split("\n", -1);
        for (int missing = 1; missing < lines.length - 3; missing++) {
            StringBuilder text = new StringBuilder();
            for (int at = 0; at < lines.length; at++) {
                text.append(at == missing ? "" : lines[at] + "\n");
            }
            assertThatThrownBy(() -> AppKey.parse(Secret.of(text.toString())))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasNoCause();
        }
    }

    @Test
    @Tag("T-90")
    void aKeyDoesNotPrintItself() {
        assertThat(Keys.app(Keys.PAIR)).asString().contains("REDACTED").doesNotContain("RSA");
    }

    private static String only(String pem) {
        List<AppKey> keys = AppKey.parse(Secret.of(pem));
        assertThat(keys).hasSize(1);
        return keys.get(0).fingerprint();
    }

    /** As {@code openssl rsa -in KEY -pubout -outform DER | openssl sha256 -binary | openssl base64}, which GitHub's docs have. */
    private static String name(KeyPair pair) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(pair.getPublic().getEncoded());
            return "SHA256:" + Base64.getEncoder().encodeToString(digest);
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        }
    }

    private static void refused(String pem, String why) {
        assertThatThrownBy(() -> AppKey.parse(Secret.of(pem)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasNoCause()
                .hasMessageContaining(why);
    }
}

package botcreds.broker.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import botcreds.broker.model.Secret;
import java.security.KeyPair;
import java.security.interfaces.RSAPrivateKey;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AppKeyTest {
    private static final String BODY = Keys.pkcs1(Keys.PAIR);

    @Test
    void bothFormsAreTheSameKey() {
        assertThat(only(BODY).getModulus())
                .isEqualTo(only(Keys.pkcs8(Keys.PAIR)).getModulus());
        assertThat(only(BODY).getModulus()).isEqualTo(modulus(Keys.PAIR));
    }

    @ParameterizedTest
    @ValueSource(ints = {3072, 4096})
    void longerKeysAreTaken(int bits) {
        KeyPair pair = Keys.rsa(bits);
        assertThat(only(Keys.pkcs1(pair)).getModulus()).isEqualTo(modulus(pair));
    }

    @Test
    void lineEndsMayBeMangled() {
        assertThat(only(BODY.replace("\n", "\\n")).getModulus()).isEqualTo(modulus(Keys.PAIR));
        assertThat(only(BODY.replace("\n", "\r\n")).getModulus()).isEqualTo(modulus(Keys.PAIR));
        assertThat(only(BODY.replace("\n", "\\r\\n")).getModulus()).isEqualTo(modulus(Keys.PAIR));
        assertThat(only("\n  \n" + BODY + "\n\n").getModulus()).isEqualTo(modulus(Keys.PAIR));
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

    private static RSAPrivateKey only(String pem) {
        List<AppKey> keys = AppKey.parse(Secret.of(pem));
        assertThat(keys).hasSize(1);
        return (RSAPrivateKey) keys.get(0).signingKey();
    }

    private static java.math.BigInteger modulus(KeyPair pair) {
        return ((RSAPrivateKey) pair.getPrivate()).getModulus();
    }

    private static void refused(String pem, String why) {
        assertThatThrownBy(() -> AppKey.parse(Secret.of(pem)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasNoCause()
                .hasMessageContaining(why);
    }
}

package botcreds.broker.notify;

import static org.assertj.core.api.Assertions.assertThat;

import botcreds.broker.model.Secret;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("T-83")
class WebhookKeysTest {
    /** RFC 8032, section 7.1, test 1. */
    private static final byte[] SEED =
            HexFormat.of().parseHex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");

    private static final byte[] PUBLIC =
            HexFormat.of().parseHex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");

    private static final String SYMMETRIC = "whsec_" + Base64.getEncoder().encodeToString(new byte[32]);
    private static final String PRIVATE = "whsk_" + Base64.getEncoder().encodeToString(SEED);

    private static WebhookKeys keys(String... keys) {
        return new WebhookKeys(Stream.of(keys).map(Secret::of).toList());
    }

    private static List<String> schemes(WebhookKeys keys, String host) {
        return Arrays.stream(keys.sign(host, "id", 7, "{}").orElse("").split(" "))
                .map(each -> each.replaceFirst(",.*", ""))
                .toList();
    }

    @Test
    void thePublicKeyOfTheStandardsFormVerifiesIt() throws Exception {
        WebhookKeys keys = keys(PRIVATE);
        assertThat(keys.publicKeys())
                .containsExactly("whpk_" + Base64.getEncoder().encodeToString(PUBLIC));

        String signature = keys.sign("bot.example", "id", 7, "{}").orElseThrow();

        assertThat(signature).startsWith("v1a,");
        Signature verifier = Signature.getInstance("Ed25519");
        verifier.initVerify(publicKey());
        verifier.update("id.7.{}".getBytes(StandardCharsets.UTF_8));
        assertThat(verifier.verify(Base64.getDecoder().decode(signature.substring(4))))
                .isTrue();
    }

    @Test
    void thePrivateKeyMayHaveItsPublicOneBehindIt() {
        byte[] both = Arrays.copyOf(SEED, 64);
        System.arraycopy(PUBLIC, 0, both, 32, 32);
        assertThat(keys("whsk_" + Base64.getEncoder().encodeToString(both)).sign("h", "id", 7, "{}"))
                .isEqualTo(keys(PRIVATE).sign("h", "id", 7, "{}"));
    }

    @Test
    void whileKeysChangeThereIsASignatureByEach() {
        assertThat(schemes(keys(SYMMETRIC, PRIVATE, SYMMETRIC), "bot.example")).containsExactly("v1", "v1a", "v1");
    }

    @Test
    void aHostWithKeysOfItsOwnGetsNoSignatureByTheOthers() {
        WebhookKeys keys = keys(SYMMETRIC, "Own.example=" + PRIVATE);
        assertThat(schemes(keys, "own.example")).containsExactly("v1a");
        assertThat(schemes(keys, "bot.example")).containsExactly("v1");
        assertThat(keys("own.example=" + SYMMETRIC).sign("bot.example", "id", 7, "{}"))
                .isEmpty();
    }

    private static PublicKey publicKey() throws Exception {
        byte[] encoded = HexFormat.of()
                .parseHex("302a300506032b6570032100" + HexFormat.of().formatHex(PUBLIC));
        return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
    }
}

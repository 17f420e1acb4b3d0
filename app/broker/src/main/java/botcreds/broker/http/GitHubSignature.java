package botcreds.broker.http;

import botcreds.broker.model.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** GitHub's signature of a webhook over its bytes as they came (docs: Validating webhook deliveries). Thread-safe. */
final class GitHubSignature {
    private static final String ALGORITHM = "HmacSHA256";
    private static final String PREFIX = "sha256=";
    private static final Pattern SIGNATURE = Pattern.compile(PREFIX + "[0-9a-f]{64}");

    private final SecretKeySpec key;

    GitHubSignature(Secret secret) {
        this.key = new SecretKeySpec(secret.reveal().getBytes(StandardCharsets.UTF_8), ALGORITHM);
    }

    boolean proves(String signature, byte[] body) {
        if (!SIGNATURE.matcher(signature).matches()) {
            return false;
        }
        byte[] claimed = HexFormat.of().parseHex(signature, PREFIX.length(), signature.length());
        return MessageDigest.isEqual(claimed, digest(body));
    }

    private byte[] digest(byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(body);
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every Java has HmacSHA256", missing);
        }
    }
}

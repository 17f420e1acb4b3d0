package botcreds.sandbox.slack;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Slack's request signature: {@code v0=} and the lower-case hex of HMAC-SHA256 over {@code v0:timestamp:body}
 * (<a href="https://docs.slack.dev/authentication/verifying-requests-from-slack">docs.slack.dev</a>).
 */
public final class Signature {

    private Signature() {}

    /** Signs for a timestamp in seconds since 1970, as the header carries it; a probe may give anything. */
    public static String of(String signingSecret, String timestamp, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(signingSecret.getBytes(UTF_8), "HmacSHA256"));
            mac.update(("v0:" + timestamp + ":").getBytes(UTF_8));
            return "v0=" + HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("this JDK has no HmacSHA256", missing);
        }
    }
}

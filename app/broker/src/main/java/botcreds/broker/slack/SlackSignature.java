package botcreds.broker.slack;

import botcreds.broker.model.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Slack's request signature, as docs.slack.dev/authentication/verifying-requests-from-slack has it, but over the bytes as
 * they came and with a window that is closed on both sides. Thread-safe.
 */
final class SlackSignature {
    /** How far a timestamp may be from our clock, either way. */
    static final Duration TOLERANCE = Duration.ofMinutes(5);

    private static final String ALGORITHM = "HmacSHA256";
    private static final Pattern TIMESTAMP = Pattern.compile("[0-9]{1,12}");
    private static final Pattern SIGNATURE = Pattern.compile("v0=[0-9a-f]{64}");

    private volatile SecretKeySpec key;
    private final Clock clock;

    SlackSignature(Secret signingSecret, Clock clock) {
        this.key = key(signingSecret);
        this.clock = clock;
    }

    /** From now on this secret counts alone. */
    void use(Secret signingSecret) {
        key = key(signingSecret);
    }

    private static SecretKeySpec key(Secret signingSecret) {
        return new SecretKeySpec(signingSecret.reveal().getBytes(StandardCharsets.UTF_8), ALGORITHM);
    }

    /** Tells whether Slack signed exactly these bytes at about this time. */
    boolean proves(String timestamp, String signature, byte[] body) {
        if (!TIMESTAMP.matcher(timestamp).matches()
                || !SIGNATURE.matcher(signature).matches()) {
            return false;
        }
        long skew = Math.abs(clock.instant().getEpochSecond() - Long.parseLong(timestamp));
        byte[] claimed = HexFormat.of().parseHex(signature, "v0=".length(), signature.length());
        return MessageDigest.isEqual(claimed, digest(timestamp, body)) && skew <= TOLERANCE.toSeconds();
    }

    private byte[] digest(String timestamp, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update(("v0:" + timestamp + ":").getBytes(StandardCharsets.US_ASCII));
            return mac.doFinal(body);
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every Java has HmacSHA256", missing);
        }
    }
}

package botcreds.broker.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;

/** A text that must not be printed, compared by chance or serialised: a token, a key, a signing secret. Immutable. */
public final class Secret {
    private final String text;

    private Secret(String text) {
        this.text = text;
    }

    public static Secret of(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("a secret cannot be blank");
        }
        return new Secret(text);
    }

    /** The only way to the text. Call it at the edge that must send or sign with it, nowhere else. */
    public String reveal() {
        return text;
    }

    /** Returns base64 of SHA-256 over the UTF-8 bytes: what GitHub's audit log calls {@code hashed_token}. */
    public String sha256() {
        return Base64.getEncoder().encodeToString(digest(text));
    }

    /** Returns the same digest as lower-case hexadecimal digits, as policy and database have those of keys. */
    public String sha256Hex() {
        return HexFormat.of().formatHex(digest(text));
    }

    /** Tells in constant time whether this is the given text. */
    public boolean is(String candidate) {
        return MessageDigest.isEqual(digest(text), digest(candidate));
    }

    @Override
    public String toString() {
        return "[REDACTED]";
    }

    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java has SHA-256", missing);
        }
    }
}

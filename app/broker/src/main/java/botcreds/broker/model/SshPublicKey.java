package botcreds.broker.model;

import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A public key in OpenSSH's one-line form, without its comment: what a deploy key is made from. Ed25519, ECDSA over NIST's
 * curves and RSA of at least 2048 bits, the kinds GitHub takes; each is read to its last byte (RFC 4253, 5656 and 8709).
 *
 * @param line type and base64, one space between
 */
public record SshPublicKey(String line) {
    private static final int LONGEST_LINE = 8192;
    private static final int LEAST_RSA_BITS = 2048;
    private static final Pattern LINE = Pattern.compile("([a-z0-9-]{7,20}) ([A-Za-z0-9+/]+={0,2})(?: [ -~]*)?");
    /** Length of an uncompressed point in bytes, by curve. */
    private static final Map<String, Integer> CURVES = Map.of("nistp256", 65, "nistp384", 97, "nistp521", 133);

    public SshPublicKey {
        if (!line.equals(parse(line).orElse(""))) {
            throw new IllegalArgumentException("not one line of a public key without a comment");
        }
    }

    /** Reads a line of a {@code .pub} file, and drops the comment; empty for anything else. */
    public static Optional<SshPublicKey> read(String text) {
        return parse(text).map(SshPublicKey::new);
    }

    /** Returns what {@code ssh-keygen -l} shows: {@code SHA256:} and unpadded base64. */
    public String fingerprint() {
        byte[] blob = Base64.getDecoder().decode(line.substring(line.indexOf(' ') + 1));
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(blob);
            return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java has SHA-256", missing);
        }
    }

    private static Optional<String> parse(String text) {
        Matcher parts = LINE.matcher(text);
        if (text.length() > LONGEST_LINE || !parts.matches()) {
            return Optional.empty();
        }
        try {
            byte[] blob = Base64.getDecoder().decode(parts.group(2));
            // Base64 has several writings of some bytes; only one of them is the key's name at GitHub.
            boolean canonical = Base64.getEncoder().encodeToString(blob).equals(parts.group(2));
            return canonical && fits(parts.group(1), ByteBuffer.wrap(blob))
                    ? Optional.of(parts.group(1) + " " + parts.group(2))
                    : Optional.empty();
        } catch (IllegalArgumentException | BufferUnderflowException broken) {
            return Optional.empty();
        }
    }

    private static boolean fits(String type, ByteBuffer blob) {
        if (!ascii(field(blob)).equals(type)) {
            return false;
        }
        boolean sound =
                switch (type) {
                    case "ssh-ed25519" -> field(blob).length == 32;
                    case "ssh-rsa" -> isLongEnough(field(blob), field(blob));
                    case "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521" ->
                        isPoint(type.substring("ecdsa-sha2-".length()), ascii(field(blob)), field(blob));
                    default -> false;
                };
        return sound && !blob.hasRemaining();
    }

    private static boolean isLongEnough(byte[] exponent, byte[] modulus) {
        BigInteger e = number(exponent);
        BigInteger n = number(modulus);
        return e.compareTo(BigInteger.valueOf(3)) >= 0 && e.testBit(0) && n.bitLength() >= LEAST_RSA_BITS;
    }

    private static BigInteger number(byte[] field) {
        return field.length == 0 ? BigInteger.ZERO : new BigInteger(field);
    }

    private static boolean isPoint(String curve, String named, byte[] point) {
        return curve.equals(named) && point.length == CURVES.getOrDefault(curve, 0) && point[0] == 4;
    }

    private static byte[] field(ByteBuffer blob) {
        int length = blob.getInt();
        if (length < 0 || length > blob.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] field = new byte[length];
        blob.get(field);
        return field;
    }

    private static String ascii(byte[] field) {
        return new String(field, StandardCharsets.US_ASCII);
    }

    @Override
    public String toString() {
        return line;
    }
}

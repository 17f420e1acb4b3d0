package botcreds.broker.model;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.zip.CRC32;

/**
 * A bearer key that was just made: a prefix that scanners for leaked secrets can look for, 256 random bits and a checksum
 * that tells a key from a typing error, the last two in the letters and digits of base 62.
 *
 * @param text   shown once, to whoever is to use it
 * @param sha256 of the whole key in lower-case hexadecimal digits; all that is kept
 */
public record FreshKey(Secret text, String sha256) {
    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int RANDOM_BYTES = 32;
    private static final int RANDOM_LENGTH = 43;
    private static final int CHECKSUM_LENGTH = 6;

    /** Makes one, for example of the prefix {@code bcb_}. */
    public static FreshKey make(String prefix, SecureRandom random) {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        String body = base62(new BigInteger(1, bytes), RANDOM_LENGTH);
        CRC32 checksum = new CRC32();
        checksum.update(body.getBytes(StandardCharsets.US_ASCII));
        String text = prefix + body + base62(BigInteger.valueOf(checksum.getValue()), CHECKSUM_LENGTH);
        return new FreshKey(Secret.of(text), sha256(text));
    }

    private static String base62(BigInteger number, int length) {
        StringBuilder text = new StringBuilder(length);
        BigInteger rest = number;
        for (int digit = 0; digit < length; digit++) {
            BigInteger[] parts = rest.divideAndRemainder(BigInteger.valueOf(DIGITS.length()));
            text.append(DIGITS.charAt(parts[1].intValue()));
            rest = parts[0];
        }
        return text.reverse().toString();
    }

    private static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java has SHA-256", missing);
        }
    }
}

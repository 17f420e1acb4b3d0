package botcreds.broker.model;

import java.security.SecureRandom;

/** Ids from the system's secure random source. Thread-safe. */
public final class RandomIds implements Ids {
    private static final char[] BASE32 = "abcdefghijklmnopqrstuvwxyz234567".toCharArray();
    private static final char[] HEX = "0123456789abcdef".toCharArray();
    private static final int OPAQUE_LENGTH = 26;

    private final SecureRandom random = new SecureRandom();

    @Override
    public RequestId requestId() {
        return new RequestId("req_" + text(BASE32, OPAQUE_LENGTH));
    }

    @Override
    public TokenId tokenId() {
        return new TokenId("tok_" + text(BASE32, OPAQUE_LENGTH));
    }

    @Override
    public String shortId(int length) {
        return text(HEX, length);
    }

    private String text(char[] alphabet, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        StringBuilder text = new StringBuilder(length);
        for (byte each : bytes) {
            // Both alphabets have a power of two letters, so the low bits are uniform.
            text.append(alphabet[each & (alphabet.length - 1)]);
        }
        return text.toString();
    }
}

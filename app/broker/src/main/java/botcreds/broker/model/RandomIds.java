package botcreds.broker.model;

import java.security.SecureRandom;
import java.time.InstantSource;

/**
 * Ids from the system's secure random source. What is stored under its id begins with the second it was made in, so that new
 * rows lie side by side in every index: a commit then writes a few pages, not one for each row and index. Thread-safe.
 */
public final class RandomIds implements Ids {
    /** In ASCII order, so that ids sort by their time. */
    private static final char[] BASE32 = "234567abcdefghijklmnopqrstuvwxyz".toCharArray();

    private static final char[] HEX = "0123456789abcdef".toCharArray();
    private static final int BITS_OF_A_LETTER = 5;

    /** 30 bits of seconds; they begin anew in 2060, which costs speed for a while and nothing else. */
    private static final int TIME_LENGTH = 6;

    private static final int OPAQUE_LENGTH = 26;

    private final SecureRandom random = new SecureRandom();
    private final InstantSource clock;

    public RandomIds(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public RequestId requestId() {
        return new RequestId("req_" + time() + text(BASE32, OPAQUE_LENGTH));
    }

    @Override
    public TokenId tokenId() {
        return new TokenId("tok_" + time() + text(BASE32, OPAQUE_LENGTH));
    }

    @Override
    public String shortId(int length) {
        return text(HEX, length);
    }

    private String time() {
        long seconds = clock.instant().getEpochSecond();
        StringBuilder text = new StringBuilder(TIME_LENGTH);
        for (int letter = TIME_LENGTH - 1; letter >= 0; letter--) {
            text.append(BASE32[(int) (seconds >>> (letter * BITS_OF_A_LETTER)) & (BASE32.length - 1)]);
        }
        return text.toString();
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

package botcreds.broker.access;

import botcreds.broker.model.Secret;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.zip.CRC32;

/** Makes what signing in needs, from the system's secure random source. Thread-safe. */
final class LoginSecrets {
    /** No vowels, so that no code is a word, and nothing that is mistaken for a digit (RFC 8628 section 6.1). */
    static final String LETTERS = "bcdfghjklmnpqrstvwxz";

    /** 20^8 codes, of which some hundred live at a time; whoever guesses is stopped after a few. */
    static final int CODE_LENGTH = 8;

    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /** 62^43 is a little more than 2^256. */
    private static final int RANDOM_LENGTH = 43;

    /** 62^6 is a little more than 2^32. */
    private static final int CHECKSUM_LENGTH = 6;

    private final SecureRandom random = new SecureRandom();

    /** What a human types; it is shown in capitals and with a dash in the middle. */
    String userCode() {
        StringBuilder code = new StringBuilder(CODE_LENGTH);
        for (int at = 0; at < CODE_LENGTH; at++) {
            code.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return code.toString();
    }

    /** What the device proves itself with while it waits. */
    Secret deviceCode() {
        return secret("bcd_");
    }

    /** What the command then acts with. The checksum lets a scanner tell a token from a look-alike without asking us. */
    Secret token() {
        return secret("bch_");
    }

    private Secret secret(String prefix) {
        StringBuilder text = new StringBuilder(prefix);
        for (int at = 0; at < RANDOM_LENGTH; at++) {
            text.append(DIGITS.charAt(random.nextInt(DIGITS.length())));
        }
        CRC32 checksum = new CRC32();
        checksum.update(text.toString().getBytes(StandardCharsets.US_ASCII));
        long left = checksum.getValue();
        for (int at = 0; at < CHECKSUM_LENGTH; at++) {
            text.append(DIGITS.charAt((int) (left % DIGITS.length())));
            left /= DIGITS.length();
        }
        return Secret.of(text.toString());
    }
}

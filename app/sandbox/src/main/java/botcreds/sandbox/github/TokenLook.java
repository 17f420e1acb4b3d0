package botcreds.sandbox.github;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;

/** Makes the text of tokens, in the format of before 2026 and in the stateless one, and the hash they are known by. */
final class TokenLook {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final int OLD_LENGTH = 36;
    private static final int SIGNATURE_BYTES = 256;
    private static final String HEADER =
            encode("{\"typ\":\"JWT\",\"alg\":\"RS256\",\"kid\":\"sandbox\"}".getBytes(UTF_8));

    private final SecureRandom random = new SecureRandom();
    private final String prefix;

    TokenLook(long appId) {
        prefix = "ghs_" + appId + "_" + HEADER + ".";
    }

    /** {@code ghs_} and 36 letters or digits. */
    String old() {
        StringBuilder token = new StringBuilder("ghs_");
        for (int i = 0; i < OLD_LENGTH; i++) {
            token.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return token.toString();
    }

    /** {@code ghs_<APPID>_<JWT>}, about 520 characters with two dots. Nothing in it is meant to be read. */
    String stateless(long installation, long expiresAtSeconds) {
        byte[] signature = new byte[SIGNATURE_BYTES];
        random.nextBytes(signature);
        String payload = "{\"iss\":\"https://sandbox.localhost\",\"sub\":\"installation:" + installation + "\",\"exp\":"
                + expiresAtSeconds + "}";
        return prefix + encode(payload.getBytes(UTF_8)) + "." + encode(signature);
    }

    static String sha256(String token) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(token.getBytes(UTF_8));
            return Base64.getEncoder().encodeToString(hash);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}

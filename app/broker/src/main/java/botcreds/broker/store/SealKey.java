package botcreds.broker.store;

import botcreds.broker.model.Credential;
import botcreds.broker.model.Secret;
import com.google.crypto.tink.subtle.AesGcmJce;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * The key that seals tokens at rest: AES-256-GCM with a fresh nonce each time, bound to the request, bot, step and token id
 * it belongs to, so that a ciphertext moved to another row does not open. Thread-safe; never printed.
 */
public final class SealKey {
    public static final int BYTES = 32;

    /** Half a million keys would have to be in use for two names to meet by chance. */
    private static final int ID_BYTES = 6;

    private final AesGcmJce cipher;
    private final String id;

    private SealKey(AesGcmJce cipher, String id) {
        this.cipher = cipher;
        this.id = id;
    }

    /** A key of exactly 32 bytes; throws IllegalArgumentException for any other length. */
    public static SealKey of(byte[] key) {
        if (key.length != BYTES) {
            throw new IllegalArgumentException("a seal key has " + BYTES + " bytes, this one has " + key.length);
        }
        try {
            return new SealKey(new AesGcmJce(key), name(key));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every Java has AES-GCM", missing);
        }
    }

    /** The key's name, 12 hexadecimal digits, which stands beside what it has sealed and tells nothing of it. */
    String id() {
        return id;
    }

    private static String name(byte[] key) throws GeneralSecurityException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update("botcreds seal key\n".getBytes(StandardCharsets.US_ASCII));
        return HexFormat.of().formatHex(digest.digest(key), 0, ID_BYTES);
    }

    byte[] seal(Credential credential, Secret secret) {
        try {
            return cipher.encrypt(secret.reveal().getBytes(StandardCharsets.UTF_8), binding(credential));
        } catch (GeneralSecurityException failed) {
            throw new IllegalStateException("a token could not be sealed", failed);
        }
    }

    Secret open(Credential credential, byte[] sealed) {
        try {
            return Secret.of(new String(cipher.decrypt(sealed, binding(credential)), StandardCharsets.UTF_8));
        } catch (GeneralSecurityException failed) {
            throw new SealBroken(credential.id(), failed);
        }
    }

    /** None of the parts can hold the separator. */
    private static byte[] binding(Credential credential) {
        return String.join(
                        "|",
                        credential.request().value(),
                        credential.bot().value(),
                        Integer.toString(credential.step()),
                        credential.id().value())
                .getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "[REDACTED]";
    }
}

package botcreds.broker.store;

import botcreds.broker.model.Credential;
import botcreds.broker.model.Secret;
import com.google.crypto.tink.subtle.AesGcmJce;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key that seals tokens at rest: AES-256-GCM with a fresh nonce each time, bound to the request, bot, step and token id
 * it belongs to, so that a ciphertext moved to another row does not open. Thread-safe; never printed.
 */
public final class SealKey {
    public static final int BYTES = 32;

    /** Half a million keys would have to be in use for two names to meet by chance. */
    private static final int ID_BYTES = 6;

    private static final String HMAC = "HmacSHA256";

    private final AesGcmJce cipher;
    private final SecretKeySpec signing;
    private final String id;

    private SealKey(AesGcmJce cipher, SecretKeySpec signing, String id) {
        this.cipher = cipher;
        this.signing = signing;
        this.id = id;
    }

    /** A key of exactly 32 bytes; throws IllegalArgumentException for any other length. */
    public static SealKey of(byte[] key) {
        if (key.length != BYTES) {
            throw new IllegalArgumentException("a seal key has " + BYTES + " bytes, this one has " + key.length);
        }
        try {
            // One key for one use: what signs must tell nothing about what seals.
            byte[] derived = hmac(new SecretKeySpec(key, HMAC), "botcreds audit");
            return new SealKey(new AesGcmJce(key), new SecretKeySpec(derived, HMAC), name(key));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every Java has AES-GCM and HMAC", missing);
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

    /** Signs what stands in the audit log and must come from a broker; in hex. */
    String sign(String text) {
        try {
            return HexFormat.of().formatHex(hmac(signing, text));
        } catch (GeneralSecurityException failed) {
            throw new IllegalStateException("a text could not be signed", failed);
        }
    }

    boolean hasSigned(String text, String signature) {
        return MessageDigest.isEqual(
                sign(text).getBytes(StandardCharsets.US_ASCII), signature.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] hmac(SecretKeySpec key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance(HMAC);
        mac.init(key);
        return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
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

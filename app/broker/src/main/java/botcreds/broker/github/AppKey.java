package botcreds.broker.github;

import botcreds.broker.model.Secret;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** A private key of the App, good enough to sign with: RSA of 2048 bits or more. Never prints or serialises itself. */
public final class AppKey {
    private final PrivateKey key;

    private AppKey(PrivateKey key) {
        this.key = key;
    }

    /**
     * Reads every private key in the text, in order. Both forms are taken, PKCS#1 as GitHub hands it out and PKCS#8; line
     * ends may be LF, CRLF or the two characters {@code \n} that environment files leave behind.
     *
     * @throws IllegalArgumentException for anything else, with a message that says what to do and nothing of the key
     */
    public static List<AppKey> parse(Secret pem) {
        return Pem.privateKeys(pem.reveal()).stream().map(AppKey::new).toList();
    }

    /**
     * The key's name on the App's settings page, for example {@code SHA256:rXnu…=}: over the public half, so it tells nothing.
     * Empty for a key that does not show its public half.
     */
    public Optional<String> fingerprint() {
        if (!(key instanceof RSAPrivateCrtKey whole)) {
            return Optional.empty();
        }
        try {
            byte[] publicHalf = KeyFactory.getInstance("RSA")
                    .generatePublic(new RSAPublicKeySpec(whole.getModulus(), whole.getPublicExponent()))
                    .getEncoded();
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(publicHalf);
            return Optional.of("SHA256:" + Base64.getEncoder().encodeToString(digest));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every Java has RSA and SHA-256", missing);
        }
    }

    PrivateKey signingKey() {
        return key;
    }

    @Override
    public String toString() {
        return "[REDACTED]";
    }
}

package botcreds.broker.github;

import botcreds.broker.model.Secret;
import java.security.PrivateKey;
import java.util.List;

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

    PrivateKey signingKey() {
        return key;
    }

    @Override
    public String toString() {
        return "[REDACTED]";
    }
}

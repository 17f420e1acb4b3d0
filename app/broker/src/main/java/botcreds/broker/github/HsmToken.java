package botcreds.broker.github;

import botcreds.broker.model.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.ProviderException;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An open token of an HSM with the App's key in it, through Java's own SunPKCS11. That finds a private key only where a
 * certificate with the same CKA_ID lies beside it; whoever signed the certificate does not matter. Thread-safe.
 */
final class HsmToken {
    private static final Pattern PKCS11_ERROR = Pattern.compile("CKR_[A-Z0-9_]{1,60}");
    private static final int LONGEST_CHAIN = 10;

    private final Provider provider;
    private final PrivateKey key;
    private final PublicKey publicHalf;

    private HsmToken(Provider provider, PrivateKey key, PublicKey publicHalf) {
        this.provider = provider;
        this.key = key;
        this.publicHalf = publicHalf;
    }

    /** The token did not take the PIN. */
    static final class WrongPin extends CannotSign {
        private static final long serialVersionUID = 1L;

        WrongPin(String why) {
            super(why);
        }
    }

    /** @throws CannotSign if the module is missing, the PIN wrong, or there is no such key */
    static HsmToken open(HsmUri uri, Secret pin) throws CannotSign {
        Provider provider = provider(uri);
        try {
            KeyStore keys = KeyStore.getInstance("PKCS11", provider);
            keys.load(null, pin.reveal().toCharArray());
            String alias = alias(keys, uri);
            Certificate certificate = keys.getCertificate(alias);
            if (!(keys.getKey(alias, null) instanceof PrivateKey key) || certificate == null) {
                throw new CannotSign("the object with that label is no private key");
            }
            HsmToken token = new HsmToken(provider, key, checked(certificate.getPublicKey()));
            token.prove();
            return token;
        } catch (IOException | GeneralSecurityException | ProviderException failed) {
            throw explained(failed, uri);
        }
    }

    Provider provider() {
        return provider;
    }

    PrivateKey key() {
        return key;
    }

    PublicKey publicHalf() {
        return publicHalf;
    }

    /** Returns PKCS#11's own word for a failure, which holds nothing of keys and PINs. */
    static String reason(Throwable failure) {
        @Nullable Throwable cause = failure;
        for (int depth = 0; cause != null && depth < LONGEST_CHAIN; depth++) {
            Matcher error = PKCS11_ERROR.matcher(String.valueOf(cause.getMessage()));
            if (error.find()) {
                return error.group();
            }
            cause = cause.getCause();
        }
        return failure.getClass().getSimpleName();
    }

    private static Provider provider(HsmUri uri) throws CannotSign {
        if (!Files.isReadable(uri.module())) {
            throw new CannotSign(
                    "there is no readable PKCS#11 library " + uri.module() + "; install it, or correct module-path");
        }
        Provider sun = Security.getProvider("SunPKCS11");
        if (sun == null) {
            throw new CannotSign("this Java has no SunPKCS11; use one with the module jdk.crypto.cryptoki");
        }
        String slot = uri.slot().map(id -> "slot = " + id).orElse("slotListIndex = 0");
        try {
            return sun.configure("--name = botcreds\nlibrary = " + uri.module() + "\n" + slot + "\n");
        } catch (RuntimeException failed) {
            String reason = reason(failed);
            throw new CannotSign(
                    reason.equals("CKR_SLOT_ID_INVALID")
                            ? "the HSM has no slot with that slot-id; look it up with: pkcs11-tool --module "
                                    + uri.module() + " --list-slots"
                            : "the library " + uri.module() + " cannot be used (" + reason
                                    + "); see that it is the PKCS#11"
                                    + " library of the HSM, made for this machine, and that the HSM can be reached");
        }
    }

    private static String alias(KeyStore keys, HsmUri uri) throws GeneralSecurityException, CannotSign {
        List<String> found = new ArrayList<>();
        for (String alias : Collections.list(keys.aliases())) {
            // Where several certificates share a label, issuer and serial number follow it.
            boolean named = uri.label()
                    .map(label -> alias.equals(label) || alias.startsWith(label + "/"))
                    .orElse(true);
            if (named && keys.isKeyEntry(alias)) {
                found.add(alias);
            }
        }
        if (found.isEmpty()) {
            throw new CannotSign(
                    "the token has no such private key with a certificate beside it; Java finds a key by the"
                            + " certificate with the same id and label, so make one and store it there, as operations.md says");
        }
        if (found.size() > 1) {
            throw new CannotSign("the token has several keys that this can be; name one with object=LABEL");
        }
        return found.get(0);
    }

    private static PublicKey checked(PublicKey key) throws CannotSign {
        if (!(key instanceof RSAPublicKey rsa)) {
            throw new CannotSign("it is no RSA key, and GitHub Apps sign with RSA");
        }
        if (rsa.getModulus().bitLength() < Pem.SHORTEST_BITS) {
            throw new CannotSign("it has fewer than " + Pem.SHORTEST_BITS + " bits");
        }
        return key;
    }

    /** Signs something, so that a certificate of another key is found out now and not by GitHub. */
    private void prove() throws GeneralSecurityException, CannotSign {
        byte[] text = {1, 2, 3};
        Signature signature = Signature.getInstance("SHA256withRSA", provider);
        signature.initSign(key);
        signature.update(text);
        byte[] signed = signature.sign();
        Signature verification = Signature.getInstance("SHA256withRSA");
        verification.initVerify(publicHalf);
        verification.update(text);
        if (!verification.verify(signed)) {
            throw new CannotSign("the certificate beside it belongs to another key");
        }
    }

    private static CannotSign explained(Exception failed, HsmUri uri) {
        String reason = reason(failed);
        if (reason.equals("CKR_PIN_INCORRECT")
                || reason.equals("CKR_PIN_LEN_RANGE")
                || reason.equals("CKR_PIN_INVALID")) {
            return new WrongPin("the PIN in " + uri.pin() + " is wrong; correct it before the token locks itself");
        }
        if (reason.equals("CKR_PIN_LOCKED")) {
            return new WrongPin(
                    "the token has locked its PIN after too many wrong ones; its security officer unlocks it");
        }
        if (reason.equals("CKR_USER_PIN_NOT_INITIALIZED") || reason.equals("CKR_TOKEN_NOT_RECOGNIZED")) {
            return new CannotSign(
                    "there is no token with a PIN in that slot; name the slot with slot-id=, to be looked up with:"
                            + " pkcs11-tool --module " + uri.module() + " --list-slots");
        }
        return new CannotSign("the token does not open (" + reason + ")");
    }

    @Override
    public String toString() {
        return "[REDACTED]";
    }
}

package botcreds.broker.github;

import botcreds.broker.model.Secret;
import io.jsonwebtoken.JwtBuilder;
import io.jsonwebtoken.Jwts;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.RSAPublicKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A private key of the App, good enough to sign with: RSA of 2048 bits or more, at hand or in an HSM. Never prints or
 * serialises itself. Thread-safe.
 */
public final class AppKey {
    private static final Pattern HSM = Pattern.compile("(?<![^\\s,])pkcs11:[^\\s,]*");

    private final Signer signer;
    private final String fingerprint;

    private AppKey(Signer signer, PublicKey publicHalf) {
        this.signer = signer;
        this.fingerprint = fingerprint(publicHalf);
    }

    /** What has the key. */
    interface Signer {
        /** Signs the claims with RS256; returns the compact form. */
        String sign(JwtBuilder claims) throws CannotSign;
    }

    /**
     * Reads every private key in the text, in order, and opens those that are in an HSM. PEM is taken in both forms, PKCS#1 as
     * GitHub hands it out and PKCS#8; line ends may be LF, CRLF or the two characters {@code \n} that environment files leave
     * behind. A key in an HSM is a URI of RFC 7512.
     *
     * @throws IllegalArgumentException for anything else, with a message that says what to do and nothing of the key
     */
    public static List<AppKey> parse(Secret text, PinReader pins) {
        List<AppKey> keys = new ArrayList<>();
        String all = text.reveal();
        Matcher uri = HSM.matcher(all);
        int from = 0;
        while (uri.find()) {
            keys.addAll(fromPem(all.substring(from, uri.start())));
            keys.add(inHsm(HsmUri.parse(uri.group()), pins));
            from = uri.end();
        }
        String rest = all.substring(from);
        keys.addAll(keys.isEmpty() ? atLeastOne(rest) : fromPem(rest));
        return List.copyOf(keys);
    }

    /** The same for keys of which none may be in an HSM. */
    public static List<AppKey> parse(Secret pem) {
        return parse(pem, PinReader.NONE);
    }

    private static AppKey inHsm(HsmUri uri, PinReader pins) {
        try {
            HsmKey key = HsmKey.open(uri, pins, System::nanoTime);
            return new AppKey(key, key.publicHalf());
        } catch (CannotSign unusable) {
            throw new IllegalArgumentException(
                    "The App's private key in the HSM cannot be used: " + unusable.why() + ".");
        }
    }

    private static List<AppKey> fromPem(String text) {
        return text.isBlank() || text.strip().equals(",") ? List.of() : atLeastOne(text);
    }

    private static List<AppKey> atLeastOne(String pem) {
        return Pem.privateKeys(pem).stream()
                .map(key -> new AppKey(
                        claims -> claims.signWith(key, Jwts.SIG.RS256).compact(), publicHalf(key)))
                .toList();
    }

    /** The key's name on the App's settings page, for example {@code SHA256:rXnu…=}: over the public half, so it tells nothing. */
    public String fingerprint() {
        return fingerprint;
    }

    String sign(JwtBuilder claims) throws CannotSign {
        return signer.sign(claims);
    }

    private static String fingerprint(PublicKey publicHalf) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(publicHalf.getEncoded());
            return "SHA256:" + Base64.getEncoder().encodeToString(digest);
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every Java has SHA-256", missing);
        }
    }

    private static PublicKey publicHalf(RSAPrivateCrtKey key) {
        try {
            return KeyFactory.getInstance("RSA")
                    .generatePublic(new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent()));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("an RSA key has a public half", impossible);
        }
    }

    @Override
    public String toString() {
        return "[REDACTED]";
    }
}

package botcreds.broker;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The private key of a certificate out of PEM (RFC 7468): PKCS#8, or the older forms RSA keys (PKCS#1) and EC keys (SEC 1,
 * as {@code tailscale cert} writes them) come in. Messages never hold a piece of it.
 */
final class PrivateKeyPem {
    private static final Pattern BLOCK = Pattern.compile(
            "-----BEGIN ((?:RSA |EC )?PRIVATE KEY)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----", Pattern.DOTALL);
    private static final Map<String, String> SIGNATURES = Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA");
    private static final byte[] VERSION_0 = {0x02, 0x01, 0x00};
    private static final int SEQUENCE = 0x30;
    private static final int OCTET_STRING = 0x04;
    private static final int LONG_FORM = 0x80;

    private PrivateKeyPem() {}

    /**
     * Reads the first private key in the text.
     *
     * @param of the public key that it must belong to
     * @throws IllegalArgumentException with what is wrong and what to do
     */
    static PrivateKey read(String text, PublicKey of) {
        Matcher block = BLOCK.matcher(text);
        if (!block.find()) {
            throw new IllegalArgumentException(
                    "holds no unencrypted private key in PEM; make one of it with: openssl pkcs8 -topk8 -nocrypt");
        }
        String signature = SIGNATURES.get(of.getAlgorithm());
        if (signature == null) {
            throw new IllegalArgumentException(
                    "belongs to a certificate with a key of the kind " + of.getAlgorithm() + "; use RSA or EC");
        }
        try {
            byte[] der = Base64.getMimeDecoder().decode(block.group(2));
            byte[] pkcs8 = block.group(1).equals("PRIVATE KEY") ? der : wrapped(der, of);
            PrivateKey key = KeyFactory.getInstance(of.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            if (belongsTo(of, key, signature)) {
                return key;
            }
        } catch (GeneralSecurityException | IllegalArgumentException unreadable) {
            // Not as a cause, whose message may quote the key.
            throw new IllegalArgumentException(
                    "is damaged or of another kind than the certificate's key; name the two that belong together");
        }
        throw new IllegalArgumentException("is not the key of the certificate; name the two that belong together");
    }

    /** Otherwise every handshake would fail, which is the moment between the renewal of one file and of the other. */
    private static boolean belongsTo(PublicKey of, PrivateKey key, String algorithm) throws GeneralSecurityException {
        byte[] text = {1, 2, 3};
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(key);
        signature.update(text);
        byte[] signed = signature.sign();
        signature.initVerify(of);
        signature.update(text);
        return signature.verify(signed);
    }

    /** Puts around an older form what PKCS#8 has: its name of the algorithm is the one in the public key. */
    private static byte[] wrapped(byte[] older, PublicKey of) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.writeBytes(VERSION_0);
        content.writeBytes(algorithm(of.getEncoded()));
        content.writeBytes(tagged(OCTET_STRING, older));
        return tagged(SEQUENCE, content.toByteArray());
    }

    /** The first part of a SubjectPublicKeyInfo (RFC 5280 section 4.1), which is short. */
    private static byte[] algorithm(byte[] publicKey) {
        int at = (publicKey[1] & LONG_FORM) == 0 ? 2 : 2 + (publicKey[1] & (LONG_FORM - 1));
        return Arrays.copyOfRange(publicKey, at, at + 2 + publicKey[at + 1]);
    }

    /** One DER value, whose length takes as few bytes as it can. */
    private static byte[] tagged(int tag, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (content.length >= 0x100) {
            out.write(LONG_FORM | 2);
            out.write(content.length >> 8);
        } else if (content.length >= LONG_FORM) {
            out.write(LONG_FORM | 1);
        }
        out.write(content.length);
        out.writeBytes(content);
        return out.toByteArray();
    }
}

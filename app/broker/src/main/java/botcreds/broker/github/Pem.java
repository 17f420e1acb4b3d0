package botcreds.broker.github;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** RSA private keys out of PEM (RFC 7468). Messages never hold a piece of the input, which is a secret even when broken. */
final class Pem {
    static final int SHORTEST_BITS = 2048;
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----(.*?)-----END ([A-Z0-9 ]{1,40})-----", Pattern.DOTALL);
    private static final Pattern MARK = Pattern.compile("-----(?:BEGIN|END) [A-Z0-9 ]{1,40}-----");
    private static final String DOWNLOAD =
            "; use the .pem file as it was downloaded from the App's settings page at GitHub";

    /** Version 0 and the algorithm rsaEncryption, which PKCS#8 (RFC 5208) puts in front of a PKCS#1 key. */
    private static final byte[] PKCS8_PREFIX = {
        0x02,
        0x01,
        0x00,
        0x30,
        0x0d,
        0x06,
        0x09,
        0x2a,
        (byte) 0x86,
        0x48,
        (byte) 0x86,
        (byte) 0xf7,
        0x0d,
        0x01,
        0x01,
        0x01,
        0x05,
        0x00
    };

    private Pem() {}

    static List<RSAPrivateCrtKey> privateKeys(String text) {
        String lines = text.replace("\\r", "").replace("\\n", "\n").replace("\r", "");
        List<RSAPrivateCrtKey> keys = new ArrayList<>();
        Matcher block = BLOCK.matcher(lines);
        int marks = 0;
        while (block.find()) {
            marks += 2;
            if (!block.group(1).equals(block.group(3))) {
                throw refused("its first and last line do not belong together" + DOWNLOAD);
            }
            keys.add(read(block.group(1), block.group(2)));
        }
        if (keys.isEmpty() || MARK.matcher(lines).results().count() != marks) {
            throw refused(
                    "it is not a whole PEM file" + DOWNLOAD + ", whose path goes into GITHUB_APP_PRIVATE_KEY_FILE");
        }
        return List.copyOf(keys);
    }

    private static RSAPrivateCrtKey read(String label, String body) {
        if (label.contains("ENCRYPTED") || body.contains(":")) {
            throw refused("it is encrypted with a passphrase; decrypt it with: openssl rsa -in KEY -out KEY.plain");
        }
        return switch (label) {
            case "RSA PRIVATE KEY" -> rsa(wrapped(decoded(body)));
            case "PRIVATE KEY" -> rsa(decoded(body));
            case "EC PRIVATE KEY" -> throw refused("it is an EC key, and GitHub Apps sign with RSA" + DOWNLOAD);
            default -> throw refused("it is not a private key in PEM" + DOWNLOAD);
        };
    }

    private static byte[] decoded(String body) {
        try {
            return Base64.getDecoder().decode(body.replaceAll("\\s", ""));
        } catch (IllegalArgumentException broken) {
            // Not as a cause: the decoder's message quotes a character of the key.
            throw refused("its base64 is damaged" + DOWNLOAD);
        }
    }

    private static RSAPrivateCrtKey rsa(byte[] pkcs8) {
        PrivateKey key;
        try {
            key = KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (GeneralSecurityException broken) {
            // Not as a cause either, for the same reason.
            throw refused("it is not an RSA key, or it was cut short" + DOWNLOAD);
        }
        if (!(key instanceof RSAPrivateCrtKey rsa)) {
            throw refused("it lacks the primes of an RSA key" + DOWNLOAD);
        }
        if (rsa.getModulus().bitLength() < SHORTEST_BITS) {
            throw refused(
                    "it has fewer than " + SHORTEST_BITS + " bits; generate a new key on the App's settings page");
        }
        return rsa;
    }

    private static byte[] wrapped(byte[] pkcs1) {
        ByteArrayOutputStream inner = new ByteArrayOutputStream();
        inner.writeBytes(PKCS8_PREFIX);
        inner.writeBytes(tagged(0x04, pkcs1));
        return tagged(0x30, inner.toByteArray());
    }

    /** One DER value with its length, which fits two bytes for any key of use. */
    private static byte[] tagged(int tag, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        out.write(0x82);
        out.write(content.length >> 8);
        out.write(content.length);
        out.writeBytes(content);
        return out.toByteArray();
    }

    private static IllegalArgumentException refused(String why) {
        return new IllegalArgumentException("The App's private key cannot be used: " + why + ".");
    }
}

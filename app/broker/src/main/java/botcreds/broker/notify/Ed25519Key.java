package botcreds.broker.notify;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;

/** An ed25519 key as its 32 bytes. Thread-safe. */
final class Ed25519Key {
    private static final String ALGORITHM = "Ed25519";
    private static final int BYTES = 32;

    private final PrivateKey key;
    private final byte[] publicBytes;

    private Ed25519Key(PrivateKey key, byte[] publicBytes) {
        this.key = key;
        this.publicBytes = publicBytes;
    }

    /** @param bytes the private key, alone or with the public one behind it */
    static Ed25519Key of(byte[] bytes) {
        byte[] seed = Arrays.copyOf(bytes, BYTES);
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(ALGORITHM);
            generator.initialize(NamedParameterSpec.ED25519, new Known(seed));
            KeyPair pair = generator.generateKeyPair();
            // SubjectPublicKeyInfo of this curve ends with the key itself (RFC 8410).
            byte[] encoded = pair.getPublic().getEncoded();
            return new Ed25519Key(
                    pair.getPrivate(), Arrays.copyOfRange(encoded, encoded.length - BYTES, encoded.length));
        } catch (GeneralSecurityException everyJvmCan) {
            throw new IllegalStateException(everyJvmCan);
        }
    }

    byte[] sign(byte[] message) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(ALGORITHM);
        signature.initSign(key);
        signature.update(message);
        return signature.sign();
    }

    byte[] publicBytes() {
        return publicBytes.clone();
    }

    /** The JDK makes a public key of a private one only while it makes up both: so it is told what to make up. */
    private static final class Known extends SecureRandom {
        private static final long serialVersionUID = 1L;

        private final byte[] seed;

        Known(byte[] seed) {
            this.seed = seed;
        }

        @Override
        public void nextBytes(byte[] bytes) {
            System.arraycopy(seed, 0, bytes, 0, bytes.length);
        }
    }
}

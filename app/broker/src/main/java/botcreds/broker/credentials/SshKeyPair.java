package botcreds.broker.credentials;

import botcreds.broker.model.Secret;
import botcreds.broker.model.SshPublicKey;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.EdECPrivateKey;
import java.util.Arrays;
import java.util.Base64;

/**
 * A fresh Ed25519 pair in OpenSSH's own forms, which ssh reads without a conversion (PROTOCOL.key of OpenSSH).
 *
 * @param privateKey the file ssh takes as an identity, unencrypted
 */
record SshKeyPair(SshPublicKey publicKey, Secret privateKey) {
    private static final String TYPE = "ssh-ed25519";
    private static final int KEY_BYTES = 32;
    private static final int BLOCK = 8;
    private static final SecureRandom RANDOM = new SecureRandom();

    /** @param comment plain ASCII; stands in the private half and is shown by {@code ssh-keygen -l} */
    static SshKeyPair make(String comment) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
            KeyPair pair = generator.generateKeyPair();
            byte[] encoded = pair.getPublic().getEncoded();
            byte[] point = Arrays.copyOfRange(encoded, encoded.length - KEY_BYTES, encoded.length);
            byte[] seed = ((EdECPrivateKey) pair.getPrivate()).getBytes().orElseThrow();
            byte[] blob = new Packet().text(TYPE).field(point).bytes();
            String line = TYPE + " " + Base64.getEncoder().encodeToString(blob);
            return new SshKeyPair(new SshPublicKey(line), Secret.of(pem(blob, point, seed, comment)));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every Java from 15 on has Ed25519", missing);
        }
    }

    private static String pem(byte[] blob, byte[] point, byte[] seed, String comment) {
        int check = RANDOM.nextInt();
        byte[] both = Arrays.copyOf(seed, 2 * KEY_BYTES);
        System.arraycopy(point, 0, both, KEY_BYTES, KEY_BYTES);
        Packet secret = new Packet()
                .number(check)
                .number(check)
                .text(TYPE)
                .field(point)
                .field(both)
                .text(comment);
        for (int pad = 1; secret.size() % BLOCK != 0; pad++) {
            secret.octet(pad);
        }
        byte[] all = new Packet()
                .raw("openssh-key-v1\0".getBytes(StandardCharsets.US_ASCII))
                .text("none")
                .text("none")
                .text("")
                .number(1)
                .field(blob)
                .field(secret.bytes())
                .bytes();
        return "-----BEGIN OPENSSH PRIVATE KEY-----\n"
                + Base64.getMimeEncoder(70, new byte[] {'\n'}).encodeToString(all)
                + "\n-----END OPENSSH PRIVATE KEY-----\n";
    }

    /** SSH's way to write bytes (RFC 4251, 5). */
    private static final class Packet {
        private final ByteArrayOutputStream written = new ByteArrayOutputStream();

        Packet number(int number) {
            return raw(ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
        }

        Packet text(String text) {
            return field(text.getBytes(StandardCharsets.US_ASCII));
        }

        Packet field(byte[] bytes) {
            return number(bytes.length).raw(bytes);
        }

        Packet raw(byte[] bytes) {
            written.writeBytes(bytes);
            return this;
        }

        void octet(int octet) {
            written.write(octet);
        }

        int size() {
            return written.size();
        }

        byte[] bytes() {
            return written.toByteArray();
        }
    }
}

package botcreds.broker.store;

import botcreds.broker.model.Credential;
import botcreds.broker.model.Secret;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The keys that seal tokens at rest: the first seals, each opens what it has sealed. So a key is exchanged by putting another
 * before it, and dropped when nothing alive is sealed with it any more. Thread-safe; never printed.
 */
public final class SealKeys {
    private final List<SealKey> keys;

    private SealKeys(List<SealKey> keys) {
        this.keys = List.copyOf(keys);
    }

    /**
     * Takes the keys, the one that seals first.
     *
     * @throws IllegalArgumentException if there is none, or one does not have exactly 32 bytes
     */
    public static SealKeys of(List<byte[]> keys) {
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("without a seal key no token can be kept");
        }
        return new SealKeys(keys.stream().map(SealKey::of).toList());
    }

    static SealKeys of(SealKey only) {
        return new SealKeys(List.of(only));
    }

    /**
     * Reads the keys from a file, one a line, or makes one there if there is no file yet.
     *
     * @throws StoreUnavailable if others than the owner may read or write the file, or if it holds something else
     */
    public static SealKeys readOrCreate(Path file) {
        return of(SealKeyFile.readOrCreate(file));
    }

    /** The one that seals. */
    SealKey first() {
        return keys.get(0);
    }

    /** Tells whether one has this name. */
    boolean know(String id) {
        return keys.stream().anyMatch(key -> key.id().equals(id));
    }

    /** What they are called, the one that seals first; tells nothing of them. */
    List<String> names() {
        return keys.stream().map(SealKey::id).toList();
    }

    /** How many there are. */
    int count() {
        return keys.size();
    }

    /**
     * Opens what one of them has sealed for this very credential.
     *
     * @param sealedWith the key's name; empty for what was sealed before keys had names, which any may open
     * @throws SealBroken if the key is not there, or does not open it
     */
    Secret open(Credential credential, Optional<String> sealedWith, byte[] sealed) {
        List<SealKey> fit = keys.stream()
                .filter(key -> sealedWith.isEmpty() || sealedWith.get().equals(key.id()))
                .toList();
        if (fit.isEmpty()) {
            throw new SealBroken(credential.id(), sealedWith.orElseThrow());
        }
        SealBroken broken = null;
        for (SealKey key : fit) {
            try {
                return key.open(credential, sealed);
            } catch (SealBroken notThisOne) {
                broken = notThisOne;
            }
        }
        throw broken == null ? new IllegalStateException("there is a key") : broken;
    }

    /** Signs, with the first one, what stands in the audit log and must come from a broker; in hex. */
    String sign(String text) {
        return first().sign(text);
    }

    /** Tells whether one of them has signed this. */
    boolean hasSigned(String text, String signature) {
        return keys.stream().anyMatch(key -> key.hasSigned(text, signature));
    }

    @Override
    public String toString() {
        return "[REDACTED]";
    }
}

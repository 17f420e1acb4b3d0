package botcreds.broker.store;

import botcreds.broker.model.Credential;
import botcreds.broker.model.Secret;
import java.nio.file.Path;

/** The key that seals tokens at rest. Immutable; never printed. */
public final class SealKey {
    public static final int BYTES = 32;

    private SealKey() {}

    public static SealKey of(byte[] key) {
        throw new IllegalStateException("soon");
    }

    public static SealKey readOrCreate(Path file) {
        throw new IllegalStateException("soon");
    }

    byte[] seal(Credential credential, Secret secret) {
        throw new IllegalStateException("soon");
    }
}

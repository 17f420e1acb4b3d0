package botcreds.broker.github;

import botcreds.broker.model.Secret;
import java.nio.file.Path;

/** Reads the PIN of an HSM from its file. */
@FunctionalInterface
public interface PinReader {
    /** Where no key is in an HSM. */
    PinReader NONE = file -> {
        throw new IllegalArgumentException("a PIN cannot be read here");
    };

    /**
     * Reads the PIN.
     *
     * @throws IllegalArgumentException with what is wrong with the file, and nothing of what is in it
     */
    Secret read(Path file);
}

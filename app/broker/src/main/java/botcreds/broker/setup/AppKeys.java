package botcreds.broker.setup;

import botcreds.broker.github.AppKey;
import botcreds.broker.model.Secret;
import botcreds.broker.settings.SecretFile;
import java.util.List;
import java.util.Optional;

/** The App's keys as the settings give them. */
final class AppKeys {
    private AppKeys() {}

    /**
     * Reads them, and opens those that are in an HSM.
     *
     * @throws IllegalArgumentException with what is wrong and what to do, and nothing of a key
     */
    static List<AppKey> parse(Secret text) {
        return AppKey.parse(text, SecretFile::orThrow);
    }

    /** Says what is wrong with them without going to an HSM, which locks itself after a few wrong PINs. */
    static Optional<String> problem(Secret text) {
        try {
            return text.reveal().contains("pkcs11:") || !AppKey.parse(text).isEmpty()
                    ? Optional.empty()
                    : Optional.of("it holds no key");
        } catch (IllegalArgumentException unusable) {
            return Optional.of(String.valueOf(unusable.getMessage()));
        }
    }
}

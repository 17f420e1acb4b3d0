package botcreds.broker.settings;

import botcreds.broker.model.Secret;
import java.util.Optional;

/** Tells whether the App's private key can be used, for who reads settings does not know keys. */
@FunctionalInterface
public interface KeyCheck {
    /** Looks at nothing. */
    KeyCheck NONE = key -> Optional.empty();

    /** Returns what is wrong and what to do, without a piece of the key; empty if it is good. */
    Optional<String> problem(Secret key);
}

package botcreds.broker.gitpolicy;

import botcreds.broker.model.Secret;
import java.util.Optional;

/** One secret that an operator gave, or none. */
record FixedKeys(Optional<Secret> secret) implements Keys {
    @Override
    public Optional<Secret> toRead() {
        return secret;
    }

    @Override
    public Optional<Secret> toWrite() {
        return secret;
    }

    @Override
    public void giveBack(Optional<Secret> written) {
        // It is the operator's.
    }

    @Override
    public void refused() {
        // There is no other.
    }

    @Override
    public void close() {
        // Nothing to end.
    }
}

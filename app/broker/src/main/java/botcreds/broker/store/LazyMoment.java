package botcreds.broker.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Asks for the time when it is first needed, and then stays there. Not thread-safe, like the transaction it serves. */
final class LazyMoment implements Moment {
    private final Moment source;
    private @Nullable Instant now;

    LazyMoment(Moment source) {
        this.source = source;
    }

    @Override
    public Instant now() {
        Instant known = now;
        if (known == null) {
            known = source.now();
            now = known;
        }
        return known;
    }
}

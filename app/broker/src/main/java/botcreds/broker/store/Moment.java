package botcreds.broker.store;

import java.time.Instant;

/** The time that a transaction goes by. */
@FunctionalInterface
interface Moment {
    Instant now();
}

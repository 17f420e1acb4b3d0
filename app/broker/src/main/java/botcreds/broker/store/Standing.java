package botcreds.broker.store;

import java.time.Instant;
import java.util.Optional;

/**
 * How minting one step of a request stands.
 *
 * @param attempts how many were begun
 * @param last     what became of the newest; empty while it has not finished
 * @param retryAt  when the next may begin, if the newest said so
 * @param inFlight whether the newest has not finished and its lease is not over
 */
public record Standing(int attempts, Optional<Outcome> last, Optional<Instant> retryAt, boolean inFlight) {}

package botcreds.broker.model;

import java.time.Instant;
import java.util.Optional;

/**
 * The decision that ended the waiting.
 *
 * @param byId   id of the human, or {@code policy} where a policy change decided
 * @param byName name as seen at the time
 * @param reason what the human wrote, if anything
 */
public record HumanDecision(String byId, String byName, Instant at, Optional<String> reason) {}

package botcreds.broker.model;

import java.time.Instant;
import java.util.Optional;

/**
 * The decision that ended the waiting.
 *
 * @param byId   id of the human, or {@link #BY_POLICY} or {@link #BY_GITHUB}
 * @param byName name as seen at the time
 * @param reason what the human wrote, if anything
 */
public record HumanDecision(String byId, String byName, Instant at, Optional<String> reason) {
    /** Who decided, when the policy file did. */
    public static final String BY_POLICY = "policy";

    /** Who decided, when GitHub's answer did. */
    public static final String BY_GITHUB = "github";

    public boolean isHumans() {
        return !byId.equals(BY_POLICY) && !byId.equals(BY_GITHUB);
    }
}

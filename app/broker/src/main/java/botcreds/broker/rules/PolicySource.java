package botcreds.broker.rules;

import botcreds.broker.policy.PolicyOrigin;
import java.time.Instant;
import java.util.Optional;

/**
 * Which commit of which branch counts, where the policy is kept in git.
 *
 * @param since       when the commit came to count
 * @param confirmedAt when the branch last said that this is what it has
 * @param trouble     why it cannot be asked; empty while it can
 */
public record PolicySource(String where, String commit, Instant since, Instant confirmedAt, Optional<String> trouble) {
    /** As the broker knows it now. */
    public static PolicySource of(PolicyOrigin origin) {
        return new PolicySource(
                origin.where(), origin.commit(), origin.since(), origin.confirmedAt(), origin.trouble());
    }
}

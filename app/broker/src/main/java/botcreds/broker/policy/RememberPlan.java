package botcreds.broker.policy;

import java.time.Duration;
import java.util.Optional;

/**
 * What a remembered rule is worth while others have not decided about it yet, where the policy is kept in git.
 *
 * @param meanwhile for how long it counts at most until then, 1 hour to 7 days; empty: it does not
 */
public record RememberPlan(Optional<Duration> meanwhile) {
    static final RememberPlan WAITS = new RememberPlan(Optional.empty());
}

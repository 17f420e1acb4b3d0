package botcreds.broker.policy;

import java.time.Duration;
import java.util.Optional;

/**
 * How often remembered rules are put before humans for another look.
 *
 * @param every   1 to 365 days; empty for never
 * @param channel Slack's channel id; the policy's own channel where it names none
 */
public record ReviewPlan(Optional<Duration> every, Optional<String> channel) {
    static final ReviewPlan MONTHLY = new ReviewPlan(Optional.of(Duration.ofDays(30)), Optional.empty());
}

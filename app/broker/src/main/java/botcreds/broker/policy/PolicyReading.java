package botcreds.broker.policy;

import java.util.List;
import java.util.Optional;

/**
 * What came of reading a policy.
 *
 * @param policy present when no issue is an error
 * @param issues errors first, then warnings, each in order of lines
 */
public record PolicyReading(Optional<Policy> policy, List<PolicyIssue> issues) {
    public PolicyReading {
        issues = List.copyOf(issues);
    }
}

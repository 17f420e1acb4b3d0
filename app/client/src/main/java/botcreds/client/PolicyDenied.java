package botcreds.client;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The policy file says no, and no human can approve it. {@link BrokerClient#can} tells what is allowed. */
public final class PolicyDenied extends BrokerException {
    private final @Nullable String rule;

    PolicyDenied(Problem problem) {
        super(problem);
        this.rule = problem.rule().orElse(null);
    }

    /** The rule that decided, if the broker named it. */
    public Optional<String> rule() {
        return Optional.ofNullable(rule);
    }
}

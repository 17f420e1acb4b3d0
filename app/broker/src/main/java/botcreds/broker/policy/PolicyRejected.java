package botcreds.broker.policy;

import java.util.List;
import java.util.stream.Collectors;

/** A policy file that cannot be started with. The message holds every issue, one a line. */
public final class PolicyRejected extends Exception {
    private static final long serialVersionUID = 1L;

    // Transient because an exception must be serialisable and a list need not be; nobody sends this one anywhere.
    private final transient List<PolicyIssue> issues;

    PolicyRejected(String where, List<PolicyIssue> issues) {
        super(where + " cannot be used:\n"
                + issues.stream().map(each -> "  " + each).collect(Collectors.joining("\n")));
        this.issues = List.copyOf(issues);
    }

    public List<PolicyIssue> issues() {
        return issues;
    }
}

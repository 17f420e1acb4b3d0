package botcreds.broker.policy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects what is wrong, so that everything is told at once. Not thread-safe; one for each reading. */
final class Issues {
    /** Beyond this a file is not nearly right, and nobody reads on. */
    private static final int MOST = 200;

    private final List<PolicyIssue> issues = new ArrayList<>();
    private int left;
    private boolean failed;

    void error(String code, YamlNode.Span span, String message) {
        add(new PolicyIssue(PolicyIssue.Severity.ERROR, code, span.line(), span.column(), message));
    }

    void warning(String code, YamlNode.Span span, String message) {
        add(new PolicyIssue(PolicyIssue.Severity.WARNING, code, span.line(), span.column(), message));
    }

    boolean failed() {
        return failed;
    }

    /** Returns all, errors first, each kind in order of lines. */
    List<PolicyIssue> all() {
        List<PolicyIssue> sorted = new ArrayList<>(issues);
        sorted.sort(Comparator.comparing(PolicyIssue::severity)
                .thenComparingInt(PolicyIssue::line)
                .thenComparingInt(PolicyIssue::column));
        if (left > 0) {
            sorted.add(new PolicyIssue(
                    failed ? PolicyIssue.Severity.ERROR : PolicyIssue.Severity.WARNING,
                    "more",
                    0,
                    0,
                    left + " more issues are not listed; fix these first."));
        }
        return sorted;
    }

    private void add(PolicyIssue issue) {
        failed |= issue.severity() == PolicyIssue.Severity.ERROR;
        if (issues.size() < MOST) {
            issues.add(issue);
        } else {
            left++;
        }
    }
}

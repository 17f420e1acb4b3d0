package botcreds.broker.policy;

import java.util.List;

/** Who is told when the policy file changes. Called on the watcher's thread, or on the one that remembers; one call at a time. */
public interface PolicyListener {
    /** The new policy counts already. */
    void changed(Policy before, Policy after);

    /** The file cannot be used; the policy of before still counts. Told once for each state of the file. */
    void rejected(List<PolicyIssue> issues);

    /** After that, what stands there counts again; told once, after {@link #changed} if it is another policy now. */
    void mended();
}

package botcreds.broker.policy;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what a listener was told. */
final class News implements PolicyListener {
    final List<String> changed = new CopyOnWriteArrayList<>();
    final List<List<PolicyIssue>> rejected = new CopyOnWriteArrayList<>();

    @Override
    public void changed(Policy before, Policy after) {
        changed.add(before.digest() + " " + after.digest());
    }

    @Override
    public void rejected(List<PolicyIssue> issues) {
        rejected.add(issues);
    }

    @Override
    public void mended() {}
}

package botcreds.broker.gitpolicy;

import java.util.function.LongSupplier;
import org.eclipse.jgit.lib.EmptyProgressMonitor;

/** Ends a transfer that takes too long or brings too many objects, over whatever transport. For one operation. */
final class Patience extends EmptyProgressMonitor {
    /** A policy's repository has a few for each of its versions. */
    static final int MOST_OBJECTS = 200_000;

    private final LongSupplier nanos;
    private final long deadline;
    private volatile boolean tooMany;

    Patience(long within, LongSupplier nanos) {
        this.nanos = nanos;
        this.deadline = nanos.getAsLong() + within;
    }

    @Override
    public void beginTask(String title, int total) {
        tooMany |= total > MOST_OBJECTS;
    }

    /** Tells whether it ended for bringing too many. */
    boolean isTooMany() {
        return tooMany;
    }

    @Override
    public boolean isCancelled() {
        return tooMany || nanos.getAsLong() - deadline > 0;
    }
}

package botcreds.sandbox.slack;

import java.time.Duration;

/** Counts changes, so that a reader can wait for the next one. Thread-safe. */
final class Feed {

    private long revision;
    private boolean closed;

    synchronized void changed() {
        revision++;
        notifyAll();
    }

    synchronized long revision() {
        return revision;
    }

    /** Returns once something changed after {@code seen}, the bound has passed, or the sandbox closes. */
    synchronized void awaitAfter(long seen, Duration bound) throws InterruptedException {
        long end = System.nanoTime() + bound.toNanos();
        while (revision <= seen && !closed) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return;
            }
            wait(left);
        }
    }

    synchronized void close() {
        closed = true;
        notifyAll();
    }
}

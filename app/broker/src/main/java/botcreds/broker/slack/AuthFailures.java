package botcreds.broker.slack;

import botcreds.broker.access.Decisions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests that came to Slack's door and were not Slack's. Anybody can send them, so the audit log gets one row a minute at
 * most, with the number of those that got none; the count says the rest. Thread-safe.
 */
final class AuthFailures {
    private static final Logger LOG = LoggerFactory.getLogger(AuthFailures.class);
    private static final Duration BETWEEN_ROWS = Duration.ofMinutes(1);

    private final Decisions decisions;
    private final Clock clock;
    private final ExecutorService background;
    private final AtomicLong total = new AtomicLong();
    private Instant nextRow = Instant.MIN;
    private long unwritten;

    AuthFailures(Decisions decisions, Clock clock, ExecutorService background) {
        this.decisions = decisions;
        this.clock = clock;
        this.background = background;
    }

    /** Counts a failure, and has it written when it is time; never waits for the store. */
    void record(String why, String address) {
        total.incrementAndGet();
        long before = dueNow();
        if (before < 0) {
            return;
        }
        String row = "slack_auth_failed: " + why + (before > 0 ? "; and " + before + " more before it" : "");
        LOG.warn("a request from {} is not from Slack: {}", address, row);
        try {
            background.execute(() -> write(row));
        } catch (RejectedExecutionException busy) {
            LOG.warn("could not queue the audit row of a failed Slack authentication", busy);
        }
    }

    long total() {
        return total.get();
    }

    /** Returns how many failures went unwritten before this one, or -1 when this one goes unwritten too. */
    private synchronized long dueNow() {
        Instant now = clock.instant();
        if (now.isBefore(nextRow)) {
            unwritten++;
            return -1;
        }
        long before = unwritten;
        unwritten = 0;
        nextRow = now.plus(BETWEEN_ROWS);
        return before;
    }

    private void write(String row) {
        try {
            decisions.refused("unauthenticated", row);
        } catch (RuntimeException fault) {
            LOG.error("the audit row of a failed Slack authentication was not written", fault);
        }
    }
}

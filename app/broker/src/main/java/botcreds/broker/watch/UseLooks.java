package botcreds.broker.watch;

import botcreds.broker.duty.Rounds;
import botcreds.broker.github.TokenUse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks GitHub's audit log of each token that has ended whether it was used. That log is some minutes late and allows some
 * calls an hour only, so this is done later and slowly, on a thread of its own; what waits is lost with the process.
 */
final class UseLooks implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(UseLooks.class);
    private static final Duration ROUND = Duration.ofSeconds(30);
    private static final Duration THEIR_DELAY = Duration.ofMinutes(10);
    /** Two calls each, 30 seconds apart: below the 1,750 an hour that GitHub allows of its audit log. */
    private static final int AT_A_ROUND = 7;

    private static final int MOST_WAITING = 10_000;

    private final Function<String, TokenUse> gitHub;
    private final InstantSource clock;
    private final Deque<Ended> waiting = new ArrayDeque<>();
    private final Rounds rounds = new Rounds("github-audit", ROUND, this::round);
    private Instant notBefore = Instant.MIN;

    UseLooks(Function<String, TokenUse> gitHub, InstantSource clock) {
        this.gitHub = gitHub;
        this.clock = clock;
    }

    /** Hears what came of a look; on the thread of the looks. */
    interface Told {
        void used(TokenUse.Seen seen);

        void unused();
    }

    private record Ended(String sha256, Instant at, Told told) {}

    void start() {
        rounds.start();
    }

    /** Takes note of a token that has ended; costs next to nothing. */
    void ended(String sha256, Instant at, Told told) {
        synchronized (waiting) {
            if (waiting.size() == MOST_WAITING) {
                waiting.removeFirst();
            }
            waiting.addLast(new Ended(sha256, at, told));
        }
    }

    /** One round; also what tests call. */
    void round() {
        Instant now = clock.instant();
        for (int look = 0; look < AT_A_ROUND && !now.isBefore(notBefore); look++) {
            Ended next;
            synchronized (waiting) {
                next = waiting.peekFirst();
                if (next == null || now.isBefore(next.at().plus(THEIR_DELAY))) {
                    return;
                }
                waiting.removeFirst();
            }
            look(next, now);
        }
    }

    private void look(Ended ended, Instant now) {
        boolean known = gitHub.apply(ended.sha256())
                .fold(
                        seen -> {
                            ended.told().used(seen);
                            return true;
                        },
                        notSeen -> {
                            ended.told().unused();
                            return true;
                        },
                        unknown -> {
                            LOG.warn("Whether a token was used is not known yet: {}.", unknown.why());
                            notBefore = now.plus(unknown.retryAfter());
                            return false;
                        });
        if (!known) {
            synchronized (waiting) {
                waiting.addFirst(ended);
            }
        }
    }

    @Override
    public void close() {
        rounds.close();
    }
}

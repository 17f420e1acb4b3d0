package botcreds.client;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Access for longer than one token lives: approved once, refreshed as needed, released at the end.
 *
 * <p>In the last ten minutes of a token one caller tries to refresh it while all others go on with it, and an outage changes
 * nothing. In the last two minutes everybody waits for the refresh, and its failure is everybody's. When policy has come to
 * say no, that is told at once in either case. Thread-safe.
 */
public final class Session implements AutoCloseable, Supplier<Token> {
    private static final Duration ADVISORY = Duration.ofMinutes(10);
    private static final Duration MANDATORY = Duration.ofMinutes(2);

    /** How long an early attempt that failed is not repeated, so that an outage does not slow every call. */
    private static final Duration QUIET = Duration.ofSeconds(30);

    private final BrokerClient client;
    private final Clock clock;
    private final ReentrantLock refreshing = new ReentrantLock();
    private volatile Credentials current;
    private volatile Instant quietUntil = Instant.MIN;
    private volatile boolean closed;

    Session(BrokerClient client, Clock clock, Credentials first) {
        this.client = client;
        this.clock = clock;
        this.current = first;
    }

    /** A token that lives for two more minutes at least, or to the end of the session; ask anew for each use. */
    public Token token() {
        return credentials().token();
    }

    /** The same as {@link #token}, for whoever takes a supplier. */
    @Override
    public Token get() {
        return token();
    }

    /**
     * The same as {@link #token}, with all that belongs to it.
     *
     * @throws RequestExpired        when the session is over
     * @throws IllegalStateException when it was closed
     */
    public Credentials credentials() {
        if (wants(MANDATORY)) {
            refreshing.lock();
            try {
                // Whoever held the lock before may have done it.
                if (wants(MANDATORY)) {
                    requireOpen();
                    current = client.refresh(current);
                }
            } finally {
                refreshing.unlock();
            }
        } else if (wants(ADVISORY) && !clock.instant().isBefore(quietUntil) && refreshing.tryLock()) {
            try {
                refreshEarly();
            } finally {
                refreshing.unlock();
            }
        }
        requireOpen();
        return alive(current);
    }

    /** When the session ends. */
    public Instant expiresAt() {
        return current.sessionExpiresAt().orElse(current.expiresAt());
    }

    /** The address of the first repository without the token. */
    public String repoUrl() {
        return current.repoUrl();
    }

    /**
     * Writes a program for {@code GIT_ASKPASS} with the token of now; get one for each run of git.
     *
     * @throws IOException if it cannot be written
     */
    public AskpassHelper gitAskpassHelper() throws IOException {
        return credentials().gitAskpassHelper();
    }

    public String requestId() {
        return current.requestId();
    }

    /**
     * Gives the access back. Closing again does nothing.
     *
     * @throws BrokerException if the broker could not be told; the token then lives until it expires
     */
    @Override
    public void close() {
        refreshing.lock();
        try {
            if (!closed) {
                closed = true;
                boolean unused = client.release(current);
            }
        } finally {
            refreshing.unlock();
        }
    }

    private void refreshEarly() {
        requireOpen();
        if (!wants(ADVISORY)) {
            return;
        }
        try {
            current = client.refreshOnce(current);
        } catch (BrokerException failure) {
            if (!failure.isTemporary()) {
                throw failure;
            }
            quietUntil = clock.instant().plus(QUIET);
        }
    }

    /** Tells whether no more than this is left of the token, and a new one could live longer. */
    private boolean wants(Duration window) {
        Credentials live = current;
        boolean canLiveLonger = live.sessionExpiresAt()
                .filter(end -> !live.expiresAt().isBefore(end))
                .isEmpty();
        return !closed && canLiveLonger && !clock.instant().plus(window).isBefore(live.expiresAt());
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("this session was closed; open another one");
        }
    }

    private Credentials alive(Credentials credentials) {
        if (!clock.instant().isBefore(credentials.expiresAt())) {
            throw new RequestExpired(new Problem(
                    410,
                    "expired",
                    "The session ended at " + credentials.expiresAt() + ".",
                    "Open another one if you still need it.",
                    Optional.of(credentials.requestId()),
                    Optional.empty(),
                    List.of(),
                    Optional.empty()));
        }
        return credentials;
    }
}

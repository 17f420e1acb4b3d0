package botcreds.command.agent;

import botcreds.client.BrokerException;
import botcreds.command.config.Surroundings;
import botcreds.command.grants.Grant;
import botcreds.command.grants.Grants;
import botcreds.command.grants.PrivateFiles;
import botcreds.command.grants.Wish;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * Writes the token of one wish into a file of mode 0600, by rename, and writes the next one before the old one ends. While
 * the broker is away the old one stays; once it is dead, or the answer is no, the file goes. Not thread-safe.
 */
public final class Agent {
    /** How long before its end a token is replaced: early enough for an outage, and for a reader that keeps it a while. */
    private static final Duration EARLY = Duration.ofMinutes(10);

    private static final Duration RETRY = Duration.ofSeconds(20);

    private final Surroundings surroundings;
    private final Grants grants;
    private final Wish wish;
    private final Path file;
    private Instant end = Instant.EPOCH;

    /** Writes nothing yet; the file's folder must exist. */
    public Agent(Surroundings surroundings, Grants grants, Wish wish, Path file) {
        this.surroundings = surroundings;
        this.grants = grants;
        this.wish = wish;
        this.file = file;
    }

    /** Runs until it is interrupted, or the answer is no. */
    public void run() throws InterruptedException {
        while (true) {
            Thread.sleep(turn().toMillis());
        }
    }

    /**
     * Does what is to be done now, and returns for how long nothing is.
     *
     * @throws BrokerException when policy or a human says no
     */
    public Duration turn() {
        try {
            Grant grant = grants.get(wish, EARLY);
            PrivateFiles.write(file, grant.token() + "\n");
            end = grant.expiresAt();
            Duration life = Duration.between(surroundings.clock().instant(), end);
            Duration untilEarly = life.minus(EARLY);
            Duration half = life.dividedBy(2);
            return untilEarly.compareTo(RETRY) > 0 ? untilEarly : half.compareTo(RETRY) < 0 ? RETRY.dividedBy(4) : half;
        } catch (BrokerException failure) {
            if (!failure.isTemporary()) {
                delete();
                throw failure;
            }
            if (!surroundings.clock().instant().isBefore(end)) {
                delete();
            }
            surroundings.err().println("botcreds: " + failure.getMessage());
            return RETRY;
        }
    }

    /** Takes the file away and gives the access back. */
    public void stop() {
        delete();
        grants.releaseAll();
    }

    private void delete() {
        try {
            boolean unused = Files.deleteIfExists(file);
        } catch (IOException left) {
            surroundings.err().println("botcreds: " + file + " could not be removed; its token ends at " + end + ".");
        }
    }
}

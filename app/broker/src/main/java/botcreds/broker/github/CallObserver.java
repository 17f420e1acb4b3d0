package botcreds.broker.github;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Who wants to know how the calls to GitHub go. Told on the calling thread after each one, so it only takes note. Thread-safe. */
@FunctionalInterface
public interface CallObserver {
    /** For nobody. */
    CallObserver NOBODY = call -> {};

    void called(Observed call);

    /** Whose limits a call counts against: the App, an installation and anybody else have limits of their own. */
    enum Account {
        APP,
        INSTALLATION,
        ANYBODY
    }

    /** How a call ended. */
    enum Ending {
        OK,
        /** GitHub refused, with a status from 400 to 499 that is no limit. */
        REFUSED,
        /** GitHub failed, with a status of 500 or more. */
        FAILED,
        /** GitHub limits us. */
        LIMITED,
        /** Not made, because of an earlier limit or of too many calls under way. */
        HELD_BACK,
        UNREACHABLE,
        /** The call went out and no whole answer came back in time. */
        LOST
    }

    /**
     * What is left of a rate limit.
     *
     * @param left  calls until it is used up
     * @param limit calls in an hour
     */
    record Budget(long left, long limit) {}

    /**
     * A call that was made.
     *
     * @param took     from sending to the whole answer; zero when it was held back
     * @param budget   as the answer tells it
     * @param theirNow the time at GitHub, to the second
     */
    record Observed(
            Account account, Ending ending, Duration took, Optional<Budget> budget, Optional<Instant> theirNow) {}
}

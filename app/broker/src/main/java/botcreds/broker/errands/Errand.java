package botcreds.broker.errands;

import botcreds.broker.store.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** One call to somebody outside, made again until it is taken. What became of it is written inside a unit of work. */
interface Errand {
    /** Tells it from the others of its carrier, also while it is under way. */
    long key();

    /** For the log. */
    String name();

    /** Whom it depends on: a host. A lane that is slow or dead holds up no other one. */
    String lane();

    BotCall.Outcome attempt();

    /** When to try again after a failure; empty when it is to be given up. */
    Optional<Instant> next(Instant now, Optional<Duration> asked);

    void done(Transaction tx);

    void retry(Transaction tx, Instant at, String why);

    /** It waits for its turn; that is no attempt. */
    void defer(Transaction tx, Instant at);

    void giveUp(Transaction tx, String why);

    /** The receiver wants no more of these. */
    void unwanted(Transaction tx, String why);
}

package botcreds.broker.credentials;

import botcreds.broker.duty.Rounds;
import botcreds.broker.github.Mint;
import botcreds.broker.model.AccessRequest;
import botcreds.broker.requests.Waiters;
import botcreds.broker.store.Attempt;
import botcreds.broker.store.Outcome;
import botcreds.broker.store.Store;
import botcreds.broker.store.StoreUnavailable;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends what was minted and is not on the books, and only that: a commit can be durable though its acknowledgement was lost, and
 * to revoke its token would leave a bot with a dead one. So the database is asked first. What waits to be asked for is in this
 * process alone. If it dies, either the row is there and the next poll hands out its token, which lives; or the attempt was
 * never finished, is listed as a possible orphan, and nobody holds what GitHub ends within the hour. Thread-safe.
 */
public final class Discarding implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Discarding.class);
    private static final Duration ROUND = Duration.ofSeconds(1);

    private final Store store;
    private final Revoker revoker;
    private final Waiters waiters;
    private final FairShares shares;

    /** No more than were being minted when the database failed: without it no attempt begins. */
    private final Queue<Unsettled> unsettled = new ConcurrentLinkedQueue<>();

    private final Rounds rounds = new Rounds("unsettled mints", ROUND, this::round);

    /** @param dead whether GitHub has confirmed that it is */
    private record Unsettled(AccessRequest request, Attempt attempt, Mint.Minted minted, boolean dead) {}

    public Discarding(Store store, Revoker revoker, Waiters waiters, FairShares shares) {
        this.store = store;
        this.revoker = revoker;
        this.waiters = waiters;
        this.shares = shares;
    }

    /** Starts asking again, every second, for what could not be settled. */
    public void start() {
        rounds.start();
    }

    @Override
    public void close() {
        rounds.close();
    }

    /** Ends what the books surely do not have, and notes that; returns the request as it is then. */
    AccessRequest discard(AccessRequest request, Attempt attempt, Mint.Minted minted) {
        return book(
                request,
                attempt,
                revoker.discard(request, minted),
                "the request had changed before the token could be recorded");
    }

    /**
     * Ends what could not be recorded: at once if the books surely do not have it, and otherwise as soon as the database says so.
     *
     * @param why what the attempt to record it ended with
     */
    void unlessRecorded(AccessRequest request, Attempt attempt, Mint.Minted minted, StoreUnavailable why) {
        boolean dead = !why.mayBeKept() && revoker.discard(request, minted);
        unsettled.add(new Unsettled(request, attempt, minted, dead));
    }

    /** Settles all there is to settle; also what tests call. */
    public void round() {
        for (Unsettled next = unsettled.poll(); next != null; next = unsettled.poll()) {
            try {
                settle(next);
            } catch (StoreUnavailable away) {
                unsettled.add(next);
                throw away;
            }
        }
    }

    private void settle(Unsettled each) {
        AccessRequest request = each.request();
        if (isRecorded(each)) {
            LOG.info("What was minted for {} is on the books: only the word of its commit was lost.", request.id());
            shares.gave(request.installationId(), request.bot());
        } else {
            book(
                    request,
                    each.attempt(),
                    each.dead() || revoker.discard(request, each.minted()),
                    "the database failed before the token could be recorded");
        }
        waiters.wake(request.id());
    }

    /**
     * Asked for by a unit of work and not by a query: it waits for the lock on the chain's head, which a commit still under way
     * holds until it is decided, and is answered only when all before it is durable.
     */
    private boolean isRecorded(Unsettled each) {
        return store.writeNow(tx -> {
            boolean recorded = tx.mints().isMinted(each.attempt());
            if (!recorded && !each.dead() && each.minted().deployKey().isPresent()) {
                OwnToken.record(
                        tx,
                        Optional.of(each.request()),
                        DeployKeyIssue.place(each.request()),
                        DeployKeyIssue.OWN_PERMISSION,
                        "remove a deploy key");
            }
            return recorded;
        });
    }

    private AccessRequest book(AccessRequest request, Attempt attempt, boolean dead, String why) {
        Outcome outcome = dead ? Outcome.FAILED : Outcome.ORPHAN_POSSIBLE;
        return store.writeNow(tx -> {
            boolean ours = tx.mints().finish(attempt, outcome, Optional.empty());
            if (ours || !dead) {
                Minter.recordAttempt(tx, request, attempt, outcome, why);
            }
            return tx.requests().byId(request.id()).orElseThrow();
        });
    }
}

package botcreds.broker.access;

import botcreds.broker.bots.Stopping;
import botcreds.broker.credentials.Revoker;
import botcreds.broker.duty.Duty;
import botcreds.broker.duty.Rounds;
import botcreds.broker.errands.Alerts;
import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.Elevation;
import botcreds.broker.policy.PolicyFile;
import botcreds.broker.policy.ProposalState;
import botcreds.broker.requests.Waiters;
import botcreds.broker.store.Elevations.Waiting;
import botcreds.broker.store.Store;
import java.time.Duration;
import java.util.List;

/**
 * Ends what a remembered rule gave while its pull request was open, once that is merged or closed. What cannot be asked
 * about goes on until its time is over. Of several nodes the one on duty does it.
 */
final class PendingRules implements AutoCloseable {
    /** Each look at a pull request takes three calls at GitHub and a row of the audit log. */
    private static final Duration ROUND = Duration.ofMinutes(2);

    private final Store store;
    private final PolicyFile policyFile;
    private final Waiters waiters;
    private final Revoker revoker;
    private final Alerts alerts;
    private final Rounds rounds;

    PendingRules(Store store, PolicyFile policyFile, Waiters waiters, Revoker revoker, Alerts alerts, Duty duty) {
        this.store = store;
        this.policyFile = policyFile;
        this.waiters = waiters;
        this.revoker = revoker;
        this.alerts = alerts;
        this.rounds = new Rounds("pending-rules", ROUND, duty.only(this::round));
    }

    void start() {
        rounds.start();
    }

    @Override
    public void close() {
        rounds.close();
    }

    /** One round; also what tests call. */
    void round() {
        for (Waiting waiting : store.read(tx -> tx.elevations().waiting())) {
            ProposalState state = policyFile.proposal(waiting.pullRequest());
            if (state.isOver()) {
                end(waiting, state);
            }
        }
    }

    private void end(Waiting waiting, ProposalState state) {
        Elevation elevation = waiting.elevation();
        List<AccessRequest> ended = store.writeNow(tx -> {
            // A human may have ended it while GitHub was asked, and has told so.
            boolean counts = tx.elevations().byId(elevation.id()).isPresent();
            if (counts && state == ProposalState.CLOSED) {
                alerts.about(
                        tx,
                        elevation.bot(),
                        "Pull request #" + waiting.pullRequest() + " was closed and not merged: " + elevation.bot()
                                + " asks again for " + elevation.scope().permissions() + " on "
                                + String.join(", ", elevation.scope().repositoryNames()),
                        "What " + elevation.byName() + " had remembered counted until then (" + elevation.id()
                                + "). Remember it again to propose it anew.");
            }
            return Stopping.end(tx, elevation, "pull request #" + waiting.pullRequest(), policyFile.current());
        });
        ended.forEach(request -> {
            waiters.wake(request.id());
            revoker.endAllSoon(request);
        });
    }
}

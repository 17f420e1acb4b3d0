package botcreds.broker.github;

import botcreds.broker.model.BotUser;
import botcreds.broker.model.Repository;
import botcreds.broker.model.Scope;
import botcreds.broker.model.Secret;
import java.util.List;
import java.util.Optional;

/**
 * What the broker asks of GitHub, as its App. Thread-safe. A call blocks for a few times the call timeout at most and never
 * waits for a rate limit to end: it answers "unavailable" with the time to come back instead. What GitHub says no to is a
 * value; an exception is a fault in this program.
 */
public interface GitHub {
    /**
     * Finds out, before a human is asked, whether the scope can be minted: the App is installed on each repository, and was
     * granted each permission. Makes no call when everything was learnt a moment ago.
     *
     * @param beforeLookup runs before a token is minted to learn the ids of repositories, which no other call tells. When it
     *     throws, nothing is minted and the exception goes on to the caller. It does not run when the ids are known, nor when
     *     another thread's look-up is joined.
     */
    Preflight preflight(Scope scope, Runnable beforeLookup);

    /** Mints one token and hands it out only when GitHub gave exactly what was ordered. One call, if nothing goes wrong. */
    Mint mint(MintOrder order);

    /** Ends a token. The token itself is the only thing that can: GitHub keeps no list of them. */
    Revocation revoke(Secret token);

    /**
     * Makes one deploy key, by a token that can do just that and is revoked at once. When GitHub has the key already and its
     * title says that it was made for this very request, that is the answer.
     */
    Mint addDeployKey(DeployKeyOrder order);

    /** Deletes a deploy key, also when its repository has another name by now. One that is not there is dead. */
    Revocation removeDeployKey(RepositoryPlace place, long keyId);

    /** Lists the deploy keys in a repository whose title says that this App made them. */
    OurKeys deployKeys(RepositoryPlace place);

    /**
     * Compares two commits, by a token that can read contents of that repository only.
     *
     * @param base a commit's sha or the name of a branch
     */
    Comparison compare(RepositoryPlace place, String base, String head);

    /** Reports a check run, by a token that can write checks of that repository only. */
    CheckRun.Reported report(RepositoryPlace place, CheckRun run);

    /** Finds the pull request from this branch, open or over; one that is open before one that is over. */
    PullRequest.Found pullRequest(RepositoryPlace place, String head);

    /** Finds the pull request of this number. */
    PullRequest.Found pullRequest(RepositoryPlace place, long number);

    /** Opens a pull request, or finds the open one from the same branch. */
    PullRequest.Found open(RepositoryPlace place, PullRequest wanted);

    /** Returns the App's own user; never blocks. Empty until GitHub has answered once, which this call sets going. */
    Optional<BotUser> botUser();

    /** What is left of the limits of installations, as far as GitHub has told; at hand, by installation. */
    List<InstallationBudget> budgets();

    /** Takes over an id that was learnt earlier, for example before a restart. A wrong one ends in a refusal, never in a token. */
    void know(Repository repository, long id);
}

package botcreds.client;

/** GitHub makes no such credential: the App is not installed there, or does not have the permission. */
public final class GitHubRefused extends BrokerException {
    GitHubRefused(Problem problem) {
        super(problem);
    }
}

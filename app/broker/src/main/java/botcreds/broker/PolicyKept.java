package botcreds.broker;

import botcreds.broker.github.GitHub;
import botcreds.broker.gitpolicy.GitPlan;
import botcreds.broker.gitpolicy.GitPolicy;
import botcreds.broker.gitpolicy.GitSource;
import botcreds.broker.gitpolicy.Glimpse;
import botcreds.broker.model.Repository;
import botcreds.broker.model.Told;
import botcreds.broker.policy.PolicyFile;
import botcreds.broker.policy.PolicyOrigin;
import botcreds.broker.policy.PolicyRejected;
import botcreds.broker.pushes.Push;
import botcreds.broker.settings.GitHubSettings;
import botcreds.broker.settings.PolicyGitSettings;
import botcreds.broker.settings.Settings;
import botcreds.broker.store.Store;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** The policy, opened where the settings say that it is kept: in a file, or in git. */
record PolicyKept(PolicyFile file, Optional<GitPolicy> git, Optional<Repository> repository) {

    /** Gives the database once it is open; policy in git needs it, a file does not wait for it. */
    interface Opened {
        Store store() throws NotStartable;
    }

    static PolicyKept open(Settings settings, Opened opened, GitHub gitHub, Clock clock) throws NotStartable {
        String webHost = settings.github().webHost();
        if (settings.policyGit().isEmpty()) {
            try {
                PolicyFile file = PolicyFile.open(settings.policyFile(), webHost, clock);
                return new PolicyKept(file, Optional.empty(), Optional.empty());
            } catch (PolicyRejected wrong) {
                throw new NotStartable("BOTCREDS_POLICY", wrong);
            }
        }
        GitPlan plan = plan(settings.policyGit().get(), settings.github());
        GitPolicy git = GitPolicy.open(plan, opened.store(), gitHub, clock);
        try {
            return new PolicyKept(PolicyFile.open(git, webHost, clock), Optional.of(git), plan.atGitHub());
        } catch (PolicyRejected wrong) {
            git.close();
            throw new NotStartable("BOTCREDS_POLICY_GIT", wrong);
        }
    }

    /** Looks at a policy in git once, for whoever wants to know before a broker goes by it. */
    static Told<Glimpse> glimpse(PolicyGitSettings git, GitHubSettings gitHub) {
        return Glimpse.of(plan(git, gitHub));
    }

    private static GitPlan plan(PolicyGitSettings git, GitHubSettings gitHub) {
        return new GitPlan(
                new GitSource(git.url(), git.branch(), git.path()),
                repository(git.url(), gitHub),
                git.token(),
                git.sshKey().flatMap(key -> git.knownHosts().map(hosts -> new GitPlan.Ssh(key, hosts))),
                git.signers(),
                git.push());
    }

    /** At the App's own GitHub its address names a repository; over ssh the port is another one, and the host the same. */
    private static Optional<Repository> repository(URI url, GitHubSettings gitHub) {
        URI web = gitHub.webUrl();
        boolean same = "ssh".equals(url.getScheme())
                ? url.getHost().equalsIgnoreCase(web.getHost())
                : url.getAuthority().equalsIgnoreCase(web.getAuthority())
                        && url.getScheme().equals(web.getScheme());
        String name = url.getPath().replaceAll("^/+|/+$", "");
        return same ? Repository.parse(name, gitHub.webHost()) : Optional.empty();
    }

    /** GitHub tells of a push; if it is one of the policy, the next look is now. */
    void pushed(Push push) {
        git.filter(each -> repository.equals(Optional.of(push.repository()))).ifPresent(GitPolicy::nudge);
    }

    /** For how long the branch has not said that what counts is what it has; 0 for a file. */
    double staleSeconds(Clock clock) {
        return file.origin()
                .map(origin ->
                        Duration.between(origin.confirmedAt(), clock.instant()).toMillis() / 1000.0)
                .orElse(0.0);
    }

    /** One line for whoever looks at the broker's health. */
    Optional<String> freshness() {
        return file.origin().map(PolicyKept::line);
    }

    private static String line(PolicyOrigin origin) {
        return "commit " + origin.commit() + ", confirmed at " + origin.confirmedAt()
                + origin.trouble().map(why -> "; " + why).orElse("");
    }
}

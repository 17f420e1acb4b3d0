package botcreds.broker.gitpolicy;

import botcreds.broker.model.Repository;
import botcreds.broker.model.Secret;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How an operator wants the policy to be kept in git.
 *
 * @param atGitHub the repository's name, if it is at the GitHub that the broker's App is of
 * @param token    shown over https instead of the App's own tokens
 * @param ssh      what an ssh address needs
 * @param signers  who may sign the head of the branch; empty: it need not be signed
 * @param direct   whether changes are pushed to the branch, and not proposed
 */
public record GitPlan(
        GitSource source,
        Optional<Repository> atGitHub,
        Optional<Secret> token,
        Optional<Ssh> ssh,
        Optional<Path> signers,
        boolean direct) {
    /** Files in the forms of OpenSSH. */
    public record Ssh(Path key, Path knownHosts) {}
}

package botcreds.broker.setup;

import botcreds.broker.policy.Policy;
import botcreds.broker.policy.PolicyFile;
import botcreds.broker.policy.PolicyIssue;
import botcreds.broker.policy.PolicyRejected;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A policy file as the broker would read it, its own tests included. No network. */
record PolicyLook(Optional<Policy> policy, List<Finding> findings) {
    private static final String ABOUT = "policy";
    private static final String MEND = "mend the line; every key is in app/docs/policy.md";

    PolicyLook {
        findings = List.copyOf(findings);
    }

    /** The policy of these settings. What is kept in git is not here to be looked at. */
    static PolicyLook at(SettingsLook settings, Clock clock) {
        return settings.parts().policyInGit()
                ? new PolicyLook(
                        Optional.empty(),
                        List.of(Finding.warn(
                                ABOUT,
                                "is kept in git, and not looked at here",
                                "check a copy of it: java -jar botcreds-broker.jar check FILE")))
                : at(settings.parts().policyFile(), settings.webHost(), clock);
    }

    /** @param webHost GitHub's host, in addresses of repositories */
    static PolicyLook at(Path file, String webHost, Clock clock) {
        try (PolicyFile read = PolicyFile.open(file, webHost, clock)) {
            Policy policy = read.current();
            Finding valid = Finding.ok(
                    ABOUT,
                    file + " is valid: " + Words.count(policy.bots().size(), "bot") + ", "
                            + Words.count(policy.written().size(), "rule") + ", its tests pass");
            return new PolicyLook(
                    Optional.of(policy),
                    Stream.concat(Stream.of(valid), policy.warnings().stream().map(each -> found(file, each)))
                            .toList());
        } catch (PolicyRejected wrong) {
            return new PolicyLook(
                    Optional.empty(),
                    wrong.issues().stream().map(each -> found(file, each)).toList());
        }
    }

    private static Finding found(Path file, PolicyIssue issue) {
        String says = file + (issue.line() == 0 ? "" : " line " + issue.line()) + ": " + issue.message();
        return issue.severity() == PolicyIssue.Severity.ERROR
                ? Finding.fail(ABOUT, says, MEND)
                : Finding.warn(ABOUT, says, MEND);
    }
}

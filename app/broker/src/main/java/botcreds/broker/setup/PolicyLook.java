package botcreds.broker.setup;

import botcreds.broker.gitpolicy.Glimpse;
import botcreds.broker.model.Told;
import botcreds.broker.policy.Policy;
import botcreds.broker.policy.PolicyFile;
import botcreds.broker.policy.PolicyIssue;
import botcreds.broker.policy.PolicyReader;
import botcreds.broker.policy.PolicyReading;
import botcreds.broker.policy.PolicyRejected;
import botcreds.broker.settings.GitHubSettings;
import botcreds.broker.settings.PolicyGitSettings;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/** A policy as the broker would read it, its own tests included. */
record PolicyLook(Optional<Policy> policy, List<Finding> findings) {
    private static final String ABOUT = "policy";
    private static final String MEND = "mend the line; every key is in app/docs/policy.md";

    /** How JGit says that it had nothing to show, or that it did not suffice. */
    private static final List<String> CLOSED = List.of("not authorized", "Authentication is required");

    PolicyLook {
        findings = List.copyOf(findings);
    }

    /** The policy of these settings, without any network: what is kept in git is not here to be looked at. */
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

    /** The same, and what is kept in git is looked at where it is; a broker that runs says what it goes by. */
    static PolicyLook at(
            SettingsLook settings,
            BiFunction<PolicyGitSettings, GitHubSettings, Told<Glimpse>> inGit,
            Running running,
            Clock clock) {
        if (!settings.parts().policyInGit()) {
            return at(settings, clock);
        }
        Optional<String> said = running.line(ABOUT);
        List<Finding> findings =
                new ArrayList<>(said.map(PolicyLook::goneBy).stream().toList());
        Optional<PolicyGitSettings> git = settings.parts().policyGit();
        Optional<GitHubSettings> gitHub = settings.parts().github();
        if (git.isEmpty() || gitHub.isEmpty()) {
            return new PolicyLook(Optional.empty(), findings); // what is wrong with the settings is told of them
        }
        Told<Glimpse> seen = inGit.apply(git.get(), gitHub.get());
        if (seen.value().isEmpty()) {
            unread(git.get(), seen.why(), said.isPresent()).ifPresent(findings::add);
            return new PolicyLook(Optional.empty(), findings);
        }
        Glimpse found = seen.value().get();
        String where = "commit " + found.commit() + " of " + git.get().url();
        PolicyReading reading = new PolicyReader(settings.webHost()).read(found.text(), clock.instant());
        reading.policy().ifPresent(policy -> findings.add(valid(where, policy)));
        reading.issues().forEach(each -> findings.add(found(where, each)));
        return new PolicyLook(reading.policy(), findings);
    }

    private static Finding goneBy(String said) {
        String says = "the broker that runs goes by " + said;
        return Running.isTroubled(said)
                ? Finding.warn(ABOUT, says, "mend that; until then what counted last goes on counting")
                : Finding.ok(ABOUT, says);
    }

    /** What only the App's tokens open is not for the doctor to read; the broker that runs has said what it sees. */
    private static Optional<Finding> unread(PolicyGitSettings git, String why, boolean isGoneBy) {
        boolean closed = git.token().isEmpty() && CLOSED.stream().anyMatch(why::contains);
        if (closed && isGoneBy) {
            return Optional.empty();
        }
        return Optional.of(
                closed
                        ? Finding.warn(
                                ABOUT,
                                git.url() + " wants a token; the App's are minted only by a broker that runs,"
                                        + " because each is audited",
                                "start the broker and ask again: it says what it found")
                        : Finding.fail(
                                ABOUT,
                                "the branch " + git.branch() + " of " + git.url() + " cannot be gone by: " + why,
                                "check BOTCREDS_POLICY_GIT and what is set beside it; a broker that has seen it before starts"
                                        + " with what counted last"));
    }

    /** @param webHost GitHub's host, in addresses of repositories */
    static PolicyLook at(Path file, String webHost, Clock clock) {
        try (PolicyFile read = PolicyFile.open(file, webHost, clock)) {
            Policy policy = read.current();
            Stream<Finding> warned = policy.warnings().stream().map(each -> found(file.toString(), each));
            return new PolicyLook(
                    Optional.of(policy),
                    Stream.concat(Stream.of(valid(file.toString(), policy)), warned)
                            .toList());
        } catch (PolicyRejected wrong) {
            return new PolicyLook(
                    Optional.empty(),
                    wrong.issues().stream()
                            .map(each -> found(file.toString(), each))
                            .toList());
        }
    }

    private static Finding valid(String where, Policy policy) {
        return Finding.ok(
                ABOUT,
                where + " is valid: " + Words.count(policy.bots().size(), "bot") + ", "
                        + Words.count(policy.written().size(), "rule") + ", its tests pass");
    }

    private static Finding found(String where, PolicyIssue issue) {
        String says = where + (issue.line() == 0 ? "" : " line " + issue.line()) + ": " + issue.message();
        return issue.severity() == PolicyIssue.Severity.ERROR
                ? Finding.fail(ABOUT, says, MEND)
                : Finding.warn(ABOUT, says, MEND);
    }
}

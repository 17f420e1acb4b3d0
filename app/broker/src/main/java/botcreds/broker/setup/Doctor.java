package botcreds.broker.setup;

import botcreds.broker.gitpolicy.Glimpse;
import botcreds.broker.model.Told;
import botcreds.broker.policy.Policy;
import botcreds.broker.settings.GitHubSettings;
import botcreds.broker.settings.PolicyGitSettings;
import botcreds.broker.settings.SettingsParts;
import botcreds.broker.settings.TlsSettings;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Looks at everything the broker needs, whether one runs or not, and goes on behind whatever is wrong, so that all of it is
 * said at once. Changes nothing anywhere.
 */
final class Doctor {
    private final SettingsLook settings;
    private final Optional<Path> settingsFile;
    private final Function<TlsSettings, Told<Instant>> certificates;
    private final BiFunction<PolicyGitSettings, GitHubSettings, Told<Glimpse>> policyInGit;
    private final Clock clock;

    Doctor(
            SettingsLook settings,
            Optional<Path> settingsFile,
            Function<TlsSettings, Told<Instant>> certificates,
            BiFunction<PolicyGitSettings, GitHubSettings, Told<Glimpse>> policyInGit,
            Clock clock) {
        this.settings = settings;
        this.settingsFile = settingsFile;
        this.certificates = certificates;
        this.policyInGit = policyInGit;
        this.clock = clock;
    }

    Report examine() {
        SettingsParts parts = settings.parts();
        Report report = new Report();
        report.addAll(settings.findings());
        report.addAll(new FileChecks(settings, settingsFile, certificates, clock).findings());
        Running running = Running.at(parts.listen().map(each -> each.ops()));
        PolicyLook policyLook = PolicyLook.at(settings, policyInGit, running, clock);
        report.addAll(policyLook.findings());
        Optional<Policy> policy = policyLook.policy();
        boolean webhook = parts.webhooks().gitHubSecret().isPresent();
        parts.github().ifPresent(gitHub -> report.addAll(new GitHubChecks(gitHub, policy, webhook, clock).findings()));
        policy.filter(each -> each.demandsAttribution() && !webhook)
                .ifPresent(each -> report.add(Finding.fail(
                        "github.webhook",
                        "the policy demands attribution, and BOTCREDS_GITHUB_WEBHOOK_SECRET is not set, so that no push"
                                + " is looked at",
                        "set it, and give the App's webhook the same; see app/docs/operations.md, Pushes")));
        parts.slack().ifPresent(slack -> report.addAll(new SlackChecks(slack, policy, clock).findings()));
        parts.mail().ifPresent(mail -> report.add(MailCheck.of(mail)));
        parts.listen().ifPresent(listen -> report.addAll(new ListenerChecks(listen, running).findings()));
        report.addAll(new DatabaseChecks(parts.store(), running, clock).findings());
        running.line("nodes").ifPresent(nodes -> report.add(NodesCheck.of(nodes)));
        return report;
    }
}

package botcreds.broker.settings;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What can be used of settings although some may be wrong: for whoever looks for all that is wrong at once. The broker itself
 * starts from whole {@link Settings} only.
 *
 * @param problems every sentence that {@link Settings#read} would refuse with; empty when it would not
 * @param warnings empty when there are problems
 * @param policyInGit whether the file is not read, also if what is set instead is wrong
 */
public record SettingsParts(
        Optional<SlackSettings> slack,
        Optional<GitHubSettings> github,
        Optional<Listeners> listen,
        StoreSettings store,
        Path policyFile,
        boolean policyInGit,
        Optional<PolicyGitSettings> policyGit,
        Optional<Path> tailscaleSocket,
        Optional<TlsSettings> tls,
        WebhookSettings webhooks,
        Optional<MailSettings> mail,
        List<String> problems,
        List<String> warnings) {
    public SettingsParts {
        problems = List.copyOf(problems);
        warnings = List.copyOf(warnings);
    }

    /**
     * Reads everything, as the broker does.
     *
     * @param check looks into the App's key
     */
    public static SettingsParts read(Map<String, String> variables, KeyCheck check) {
        try {
            return read(variables, List.of(), Settings.read(variables, check).warnings());
        } catch (BadSettings bad) {
            return read(variables, bad.problems(), List.of());
        }
    }

    private static SettingsParts read(Map<String, String> variables, List<String> problems, List<String> warnings) {
        Environment from = new Environment(variables);
        Optional<SlackSettings> slack = SlackSettings.read(from);
        Optional<TlsSettings> tls = TlsSettings.read(from);
        WebhookSettings webhooks = WebhookSettings.read(from);
        boolean nothingCallsIn = slack.map(SlackSettings::socketMode).orElse(false)
                && webhooks.gitHubSecret().isEmpty();
        return new SettingsParts(
                slack,
                GitHubSettings.read(from, KeyCheck.NONE),
                Listeners.read(from, nothingCallsIn, tls.isPresent()),
                StoreSettings.read(from),
                from.path("BOTCREDS_POLICY", "./policy.yaml"),
                from.isSet("BOTCREDS_POLICY_GIT"),
                PolicyGitSettings.read(from),
                from.existingFile("BOTCREDS_TAILSCALE_SOCKET"),
                tls,
                webhooks,
                MailSettings.read(from),
                problems,
                warnings);
    }
}

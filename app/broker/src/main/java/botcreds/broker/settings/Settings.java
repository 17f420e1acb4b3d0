package botcreds.broker.settings;

import botcreds.broker.model.Secret;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that is configured from outside, read once at the start and known to be sound in form. Whether GitHub and
 * Slack accept it is found out by talking to them.
 *
 * @param adminToken      uses the human API as the approver {@code admin}
 * @param tailscaleSocket the LocalAPI socket that tells who is behind a tailnet address
 * @param tls             for the API listener; plain HTTP without
 * @param policyGit       where in git the policy is kept, if it is; the file is then not read
 * @param warnings        what is odd but no reason to stay down; to be logged once
 */
public record Settings(
        SlackSettings slack,
        GitHubSettings github,
        Listeners listen,
        StoreSettings store,
        Path policyFile,
        Optional<Secret> adminToken,
        Optional<Path> tailscaleSocket,
        Optional<TlsSettings> tls,
        WebhookSettings webhooks,
        Optional<MailSettings> mail,
        Optional<PolicyGitSettings> policyGit,
        List<String> warnings) {
    private static final int SHORTEST_ADMIN_TOKEN = 16;

    public Settings {
        warnings = List.copyOf(warnings);
    }

    /**
     * Reads and checks all settings, but does not look into the App's key.
     *
     * @param variables the environment, or what stands for it
     * @throws BadSettings with every problem at once
     */
    public static Settings read(Map<String, String> variables) throws BadSettings {
        return read(variables, KeyCheck.NONE);
    }

    /** The same, with another look at the App's key, whose problem is reported with the others. */
    public static Settings read(Map<String, String> variables, KeyCheck check) throws BadSettings {
        Environment from = new Environment(variables);
        Optional<SlackSettings> slack = SlackSettings.read(from);
        Optional<GitHubSettings> github = GitHubSettings.read(from, check);
        StoreSettings store = StoreSettings.read(from);
        Optional<TlsSettings> tls = TlsSettings.read(from);
        boolean socketMode = slack.map(SlackSettings::socketMode).orElse(false);
        WebhookSettings webhooks = WebhookSettings.read(from);
        boolean nothingCallsIn = socketMode && webhooks.gitHubSecret().isEmpty();
        Optional<Listeners> listen = Listeners.read(from, nothingCallsIn, tls.isPresent());
        Optional<PolicyGitSettings> policyGit = PolicyGitSettings.read(from);
        Path policyFile = policyFile(from, from.isSet("BOTCREDS_POLICY_GIT"));
        Optional<Secret> adminToken = from.secret("BOTCREDS_ADMIN_TOKEN");
        if (adminToken.isPresent() && !isToken(adminToken.get().reveal())) {
            from.problem(
                    "BOTCREDS_ADMIN_TOKEN",
                    "it must be at least " + SHORTEST_ADMIN_TOKEN
                            + " visible ASCII characters, because whoever guesses it approves anything;"
                            + " make one with: openssl rand -hex 32");
        }
        Optional<Path> tailscale = from.existingFile("BOTCREDS_TAILSCALE_SOCKET");
        if (tailscale.isPresent()
                && listen.filter(each -> each.api().isLoopback()).isPresent()) {
            from.warning(
                    "BOTCREDS_TAILSCALE_SOCKET",
                    "no node of the tailnet can reach an API that listens on this machine only;"
                            + " set BOTCREDS_API_LISTEN to this machine's own tailnet address");
        }
        Optional<MailSettings> mail = MailSettings.read(from);
        from.text(SettingsFile.NAME);
        from.warnOfUnknownNames();
        if (!from.problems().isEmpty() || slack.isEmpty() || github.isEmpty() || listen.isEmpty()) {
            throw new BadSettings(from.problems());
        }
        return new Settings(
                slack.get(),
                github.get(),
                listen.get(),
                store,
                policyFile,
                adminToken,
                tailscale,
                tls,
                webhooks,
                mail,
                policyGit,
                from.warnings());
    }

    /**
     * Reads and checks only where rows are kept, for work on the database alone.
     *
     * @throws BadSettings with every problem at once
     */
    public static StoreSettings readStore(Map<String, String> variables) throws BadSettings {
        Environment from = new Environment(variables);
        StoreSettings store = StoreSettings.read(from);
        if (!from.problems().isEmpty()) {
            throw new BadSettings(from.problems());
        }
        return store;
    }

    private static Path policyFile(Environment from, boolean keptInGit) {
        Path file = from.path("BOTCREDS_POLICY", "./policy.yaml");
        // With policy in git no file is read.
        if (!keptInGit && !java.nio.file.Files.isReadable(file)) {
            from.problem("BOTCREDS_POLICY", "there is no readable file " + file + "; write one or name another");
        }
        return file;
    }

    /** Returns whether the text can stand in an Authorization header and is long enough not to be guessed. */
    private static boolean isToken(String text) {
        return text.length() >= SHORTEST_ADMIN_TOKEN && text.chars().allMatch(each -> each > ' ' && each < 0x7f);
    }
}

package botcreds.broker.setup;

import botcreds.broker.gitpolicy.Glimpse;
import botcreds.broker.model.Told;
import botcreds.broker.settings.GitHubSettings;
import botcreds.broker.settings.KeyCheck;
import botcreds.broker.settings.PolicyGitSettings;
import botcreds.broker.settings.TlsSettings;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * From nothing to settings the broker starts with, in four steps. Each keeps what it has done in the file of the settings, so
 * that the next run goes on behind it; the doctor has the last word.
 */
final class Setup {
    static final Set<String> OPTIONS = Set.of(
            "settings",
            "github-url",
            "github-api-url",
            "organization",
            "app-name",
            "permissions",
            "page-port",
            "app-id",
            "app-key-file",
            "public-url",
            "slack-api-url",
            "slack-bot-token-file",
            "slack-signing-secret-file",
            "slack-app-token-file",
            "data",
            "database-url-file",
            "api-listen",
            "slack-listen",
            "ops-listen",
            "dashboard-listen",
            "policy",
            "approver",
            "channel",
            "bot",
            "bot-key-file");
    static final Set<String> FLAGS = Set.of(Answers.YES, "pushes", "help");

    static final String USAGE = """
            Usage: java -jar botcreds-broker.jar setup [--settings FILE] [options]
            Asks for what no option answers. Run again, it goes on where it stopped; it replaces nothing without asking.
              --settings FILE            the file to write (default: BOTCREDS_SETTINGS, or ./botcreds.env)
              --yes                      ask nothing: take defaults, and stop where an option is missing
            GitHub
              --organization ORG         owns the App (default: your own account)
              --app-name NAME            (default: botcreds-ORG)
              --permissions P:L,...      the most that bots may ever get
              --pushes                   have GitHub tell of pushes, for the policy's attribution; needs --public-url
              --page-port PORT           of the page on 127.0.0.1 that leads to GitHub (default: any), for ssh -L
              --app-id ID --app-key-file FILE    take an App that is there already
              --github-url URL --github-api-url URL    GitHub Enterprise Server
            Slack
              --public-url https://HOST  where Slack reaches the broker; without one, Socket Mode, which needs no open port
              --slack-bot-token-file FILE, --slack-signing-secret-file FILE, --slack-app-token-file FILE
              --slack-api-url URL        another Slack, for tests
            Database and listeners
              --data DIR                 (default: data beside the settings)
              --database-url-file FILE   holds jdbc:postgresql://... (default: H2 in the data directory)
              --api-listen, --slack-listen, --ops-listen, --dashboard-listen HOST:PORT
            Policy, if there is none
              --policy FILE              (default: policy.yaml beside the settings)
              --approver ID --channel ID --bot NAME    Slack's ids, and the first bot
              --bot-key-file FILE        write the bot's key there instead of showing it once\
            """;

    private final Map<String, String> environment;
    private final Arguments given;
    private final Terminal terminal;
    private final Clock clock;
    private final Function<TlsSettings, Told<Instant>> certificates;
    private final BiFunction<PolicyGitSettings, GitHubSettings, Told<Glimpse>> policyInGit;

    Setup(
            Map<String, String> environment,
            Arguments given,
            Terminal terminal,
            Clock clock,
            Function<TlsSettings, Told<Instant>> certificates,
            BiFunction<PolicyGitSettings, GitHubSettings, Told<Glimpse>> policyInGit) {
        this.environment = environment;
        this.given = given;
        this.terminal = terminal;
        this.clock = clock;
        this.certificates = certificates;
        this.policyInGit = policyInGit;
    }

    /** Returns the exit code: 0 when the broker can start, 1 when something is missing. */
    int run(Path file) {
        try {
            Draft draft = Draft.of(file, environment);
            Answers answers = new Answers(given, terminal);
            answers.say("Settings go to " + draft.file() + ". What stands there stays; what is missing is asked for.");
            new GitHubStep(answers, draft, clock).take();
            new SlackStep(answers, draft, clock).take();
            new PlacesStep(answers, draft).take();
            new PolicyStep(answers, draft, clock).take();
            return lookBack(draft);
        } catch (Stopped stopped) {
            terminal.complain("botcreds: " + stopped.getMessage());
            return 1;
        }
    }

    private int lookBack(Draft draft) {
        terminal.say("");
        terminal.say("Looking at all of it, as doctor does:");
        SettingsLook settings =
                SettingsLook.at(environment, Optional.of(draft.file().toString()), KeyCheck.NONE);
        Report report = new Doctor(settings, Optional.of(draft.file()), certificates, policyInGit, clock).examine();
        report.lines().forEach(terminal::say);
        terminal.say("");
        terminal.say(
                report.exitCode() == 0
                        ? "Start it: java -jar botcreds-broker.jar --settings " + draft.file()
                        : "Mend what failed, and look again: java -jar botcreds-broker.jar doctor --settings "
                                + draft.file());
        return report.exitCode();
    }
}

package botcreds.broker.setup;

import botcreds.broker.gitpolicy.Glimpse;
import botcreds.broker.model.Told;
import botcreds.broker.settings.BadSettings;
import botcreds.broker.settings.GitHubSettings;
import botcreds.broker.settings.KeyCheck;
import botcreds.broker.settings.PolicyGitSettings;
import botcreds.broker.settings.SettingsFile;
import botcreds.broker.settings.TlsSettings;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

/** The words of the broker's jar besides starting it. Exit codes: 0 done, or all is well; 1 something is wrong; 2 misused. */
public final class Commands {
    private static final int MISUSED = 2;
    private static final String USAGE = """
            Usage: java -jar botcreds-broker.jar [--settings FILE]
                       starts the broker; settings in the environment win over those in the file
                   java -jar botcreds-broker.jar setup [--settings FILE] [options]
                       makes the GitHub App, connects Slack, writes settings and a first policy; run it again to go on
                   java -jar botcreds-broker.jar doctor [--settings FILE] [-o json]
                       looks at everything the broker needs, and says how to mend what is wrong
                   java -jar botcreds-broker.jar check [--settings FILE] [-o json] [POLICY]
                       reads settings and policy, or a policy alone, without any network: for CI
                   java -jar botcreds-broker.jar audit verify|export|cut ...
                       works on the audit log without a running broker
                   java -jar botcreds-broker.jar move | backup FILE | restore FILE
                       moves the database to PostgreSQL, backs it up, restores it; each says its own options
            BOTCREDS_SETTINGS names the file of the settings too. "setup --help" lists its options.\
            """;

    private final Map<String, String> environment;
    private final Terminal terminal;
    private final Clock clock;
    private final Function<TlsSettings, Told<Instant>> certificates;
    private final BiFunction<PolicyGitSettings, GitHubSettings, Told<Glimpse>> policyInGit;
    private final String version;

    /**
     * @param certificates tells when the certificate for TLS ends, or what is wrong with its files
     * @param policyInGit  looks at a policy in git
     */
    public Commands(
            Map<String, String> environment,
            Terminal terminal,
            Clock clock,
            Function<TlsSettings, Told<Instant>> certificates,
            BiFunction<PolicyGitSettings, GitHubSettings, Told<Glimpse>> policyInGit,
            String version) {
        this.environment = Map.copyOf(environment);
        this.terminal = terminal;
        this.clock = clock;
        this.certificates = certificates;
        this.policyInGit = policyInGit;
        this.version = version;
    }

    public int run(List<String> words) {
        List<String> rest = words.subList(1, words.size());
        try {
            return switch (words.get(0)) {
                case "setup" -> setup(rest);
                case "doctor" -> doctor(rest);
                case "check" -> check(rest);
                case "--version" -> said("botcreds-broker " + version);
                case "help", "--help", "-h" -> said(USAGE);
                default -> throw new WrongUse("\"" + words.get(0) + "\" is no word of the broker.\n" + USAGE);
            };
        } catch (WrongUse wrong) {
            terminal.complain("botcreds: " + wrong.getMessage());
            return MISUSED;
        }
    }

    private int said(String text) {
        terminal.say(text);
        return 0;
    }

    private int setup(List<String> words) throws WrongUse {
        Arguments given = Arguments.parse(words, Setup.OPTIONS, Setup.FLAGS);
        if (given.flags().contains("help")) {
            return said(Setup.USAGE);
        }
        if (!given.rest().isEmpty()) {
            throw new WrongUse("\"" + given.rest().get(0) + "\" is one word too many.\n" + Setup.USAGE);
        }
        Path file = settingsFile(given).orElse(Path.of("botcreds.env"));
        return new Setup(environment, given, terminal, clock, certificates, policyInGit).run(file);
    }

    private int doctor(List<String> words) throws WrongUse {
        Arguments given = looking(words, 0);
        SettingsLook settings = SettingsLook.at(environment, given.value("settings"), KeyCheck.NONE);
        Optional<Path> file = settingsFile(given);
        return told(new Doctor(settings, file, certificates, policyInGit, clock).examine(), given);
    }

    /** A name that is no path at all has been complained of by whoever read the settings. */
    private Optional<Path> settingsFile(Arguments given) {
        try {
            return SettingsFile.named(environment, given.value("settings"));
        } catch (BadSettings noPath) {
            return Optional.empty();
        }
    }

    private int check(List<String> words) throws WrongUse {
        Arguments given = looking(words, 1);
        Report report = new Report();
        if (given.rest().isEmpty()) {
            SettingsLook settings = SettingsLook.at(environment, given.value("settings"), AppKeys::problem);
            report.addAll(settings.findings());
            report.addAll(PolicyLook.at(settings, clock).findings());
        } else {
            String host = SettingsLook.at(environment, given.value("settings"), AppKeys::problem)
                    .webHost();
            report.addAll(
                    PolicyLook.at(Path.of(given.rest().get(0)), host, clock).findings());
        }
        return told(report, given);
    }

    private static Arguments looking(List<String> words, int mostFiles) throws WrongUse {
        Arguments given = Arguments.parse(words, Set.of("settings", "o"), Set.of());
        if (given.rest().size() > mostFiles) {
            throw new WrongUse("\"" + given.rest().get(mostFiles) + "\" is one word too many.\n" + USAGE);
        }
        Optional<String> form = given.value("o");
        if (form.isPresent() && !Set.of("json", "text").contains(form.get())) {
            throw new WrongUse("-o takes json or text.");
        }
        return given;
    }

    private int told(Report report, Arguments given) {
        if (given.value("o").filter("json"::equals).isPresent()) {
            terminal.say(report.json());
        } else {
            report.lines().forEach(terminal::say);
        }
        return report.exitCode();
    }
}

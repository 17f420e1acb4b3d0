package botcreds.broker.bench;

import botcreds.sandbox.github.Fault;
import botcreds.sandbox.github.PermissionSet;
import botcreds.sandbox.github.SandboxGitHub;
import botcreds.sandbox.slack.SandboxSlack;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The process with everything that is not the broker's: a GitHub and a Slack. It reads one command a line from standard
 * input, answers each with one line, and ends with its input.
 */
final class World {
    /** One for each of the load's connections, so that no two asks are the same ask. */
    static final int REPOSITORIES = 64;

    /** It remembers each token for its hour, as GitHub does; with less, its own collector would stop it ever more often. */
    private static final int HEAP_MEGABYTES = 2048;

    private World() {}

    static Child start(Path folder) throws IOException {
        return Child.java(HEAP_MEGABYTES, World.class, folder.toString());
    }

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        try (SandboxGitHub gitHub = SandboxGitHub.start(
                        folder,
                        botcreds.sandbox.github.Options.defaults()
                                .withLedgerCapacity(0)
                                .withHourlyLimit(Integer.MAX_VALUE));
                SandboxSlack slack = SandboxSlack.start(botcreds.sandbox.slack.Options.defaults())) {
            for (int each = 0; each < REPOSITORIES; each++) {
                gitHub.createRepository("bench/repo-" + each);
            }
            gitHub.createRepository("bench/asked");
            gitHub.install("bench", PermissionSet.ofWords("contents:write", "issues:write"));
            System.out.println(gitHub.url() + " " + slack.apiUrl() + " "
                    + slack.options().botToken() + " " + slack.options().signingSecret() + " "
                    + gitHub.app().id() + " " + gitHub.app().privateKeyFile());
            // One for all: it knows which cards were clicked before they changed.
            Clicks clicks = new Clicks(slack);
            BufferedReader commands =
                    new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String line = commands.readLine(); line != null; line = commands.readLine()) {
                System.out.println(obey(line.split(" "), gitHub, slack, clicks));
            }
        }
    }

    private static String obey(String[] words, SandboxGitHub gitHub, SandboxSlack slack, Clicks clicks)
            throws Exception {
        switch (words[0]) {
            case "delay" -> {
                gitHub.faults().clear();
                if (!words[1].equals("0")) {
                    gitHub.faults()
                            .arm(Fault.delay(Duration.ofMillis(Long.parseLong(words[1])))
                                    .times(Fault.ALWAYS));
                }
                return "ok";
            }
            case "clicks" -> {
                slack.eventsUrl(URI.create(words[3]));
                return clicks.measure(URI.create(words[2]), Integer.parseInt(words[1]));
            }
            case "click" -> {
                slack.eventsUrl(URI.create(words[3]));
                return clicks.once(URI.create(words[2]), Integer.parseInt(words[1]));
            }
            case "minted" -> {
                return Long.toString(gitHub.tokens().live());
            }
            default -> throw new IllegalArgumentException("no such command: " + words[0]);
        }
    }
}

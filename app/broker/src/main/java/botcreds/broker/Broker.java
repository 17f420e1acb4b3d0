package botcreds.broker;

import botcreds.broker.setup.Commands;
import botcreds.broker.setup.SystemTerminal;
import java.time.Clock;
import java.util.List;

/**
 * The process: serves, or does one of the words that set the broker up and look for faults.
 *
 * <p>Exit codes: 0 stopped when asked to, or done; 1 could not start, or something is wrong; 2 the settings, the policy or
 * the arguments are wrong, and nothing was opened.
 */
public final class Broker {
    private Broker() {}

    public static void main(String[] arguments) {
        List<String> words = List.of(arguments);
        if (words.isEmpty() || words.get(0).startsWith("--settings")) {
            Serving.run(words);
            return;
        }
        // Before the first logger is made: what a human reads is on the standard output, and no JSON between.
        System.getProperties().putIfAbsent("logback.configurationFile", "logback-setup.xml");
        Commands commands = new Commands(
                System.getenv(), new SystemTerminal(), Clock.systemUTC(), TlsFiles::expiry, House.version());
        System.exit(commands.run(words));
    }
}

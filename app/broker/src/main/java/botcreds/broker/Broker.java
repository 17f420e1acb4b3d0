package botcreds.broker;

import botcreds.broker.settings.BadSettings;
import botcreds.broker.settings.SettingsFile;
import botcreds.broker.setup.Commands;
import botcreds.broker.setup.SystemTerminal;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The process: serves, or does what its words say: work on the audit log ({@link AuditCommand}) or on the whole database
 * ({@link DatabaseWords}), set up, and look for faults ({@link Commands}).
 *
 * <p>Exit codes: 0 stopped when asked to, or done; 1 could not start, not done, or something is wrong; 2 the settings, the
 * policy or the words are wrong, and nothing was opened.
 */
public final class Broker {
    private static final int AUDIT_BUFFER = 1 << 16;

    private Broker() {}

    public static void main(String[] arguments) {
        List<String> words = List.of(arguments);
        if (words.isEmpty() || words.get(0).startsWith("--settings")) {
            Serving.run(words);
        } else if (words.get(0).equals("audit") || DatabaseWords.ALL.contains(words.get(0))) {
            System.exit(onTheDatabase(words));
        } else {
            // Before the first logger is made: what a human reads is on the standard output, and no JSON between.
            System.getProperties().putIfAbsent("logback.configurationFile", "logback-setup.xml");
            System.exit(new Commands(
                            System.getenv(),
                            new SystemTerminal(),
                            Clock.systemUTC(),
                            TlsFiles::expiry,
                            PolicyKept::glimpse,
                            House.version())
                    .run(words));
        }
    }

    private static int onTheDatabase(List<String> words) {
        Map<String, String> variables;
        try {
            variables = SettingsFile.over(System.getenv(), Optional.empty());
        } catch (BadSettings bad) {
            System.err.println("botcreds: the settings are wrong:\n" + String.join("\n", bad.problems()));
            return 2;
        }
        if (!words.get(0).equals("audit")) {
            return new DatabaseWords(variables, System.out, Clock.systemUTC()).run(words, System.err);
        }
        PrintStream out = new PrintStream(
                new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), AUDIT_BUFFER),
                false,
                StandardCharsets.UTF_8);
        int status =
                new AuditCommand(variables, Clock.systemUTC(), out, System.err).run(words.subList(1, words.size()));
        out.flush();
        return status;
    }
}

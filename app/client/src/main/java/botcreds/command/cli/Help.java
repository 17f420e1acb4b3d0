package botcreds.command.cli;

import botcreds.command.config.CommandFailure;
import botcreds.command.config.ExitCode;
import botcreds.command.config.Surroundings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code help}, {@code help COMMAND}, and {@code help exit-codes}. */
@Command(name = "help", description = "Show how a command is used; 'help exit-codes' tells how commands end.")
final class Help implements Runnable {
    private final Surroundings surroundings;

    @Parameters(arity = "0..1", paramLabel = "TOPIC", description = "a command, or exit-codes")
    private @Nullable String topic;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private CommandSpec spec;

    Help(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public void run() {
        CommandLine root = spec.commandLine().getParent();
        if (topic == null) {
            root.usage(surroundings.out());
        } else if (topic.equals("exit-codes")) {
            for (ExitCode code : ExitCode.values()) {
                surroundings.out().printf("%4d  %s%n", code.number(), code.meaning());
            }
        } else {
            CommandLine about = root.getSubcommands().get(topic);
            if (about == null) {
                throw CommandFailure.usage("There is no command '" + topic + "'.", "Run 'botcreds help'.");
            }
            about.usage(surroundings.out());
        }
    }
}

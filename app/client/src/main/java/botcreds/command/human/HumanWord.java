package botcreds.command.human;

import botcreds.client.BrokerApi;
import botcreds.client.NotAuthenticated;
import botcreds.command.cli.Globals;
import botcreds.command.config.CommandFailure;
import botcreds.command.config.Configuration;
import botcreds.command.config.ExitCode;
import botcreds.command.config.Surroundings;
import botcreds.command.output.Output;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** A word that a human says to the broker. */
@Command(mixinStandardHelpOptions = true)
abstract class HumanWord implements Callable<Integer> {
    @Mixin
    private final Globals globals;

    HumanWord(Surroundings surroundings) {
        this.globals = new Globals(surroundings);
    }

    @Override
    public final Integer call() {
        try {
            return say().number();
        } catch (NotAuthenticated nobody) {
            throw new CommandFailure(
                    ExitCode.NOT_ALLOWED,
                    "The broker does not know you: the sign-in has ended, or you are no full member any more.",
                    "Run 'botcreds login'.");
        }
    }

    /** Says it. What goes wrong is thrown: a {@link CommandFailure}, or one of the client's exceptions. */
    abstract ExitCode say();

    final Surroundings surroundings() {
        return globals.surroundings();
    }

    final Configuration configuration() {
        return globals.configuration();
    }

    final BrokerApi broker() {
        return configuration().asHuman();
    }

    final Output output() {
        return globals.output();
    }

    /** Spends time; Ctrl-C ends the whole process, and an interrupt only this. */
    static void pause(Duration length) {
        try {
            Thread.sleep(length.toMillis());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new CommandFailure(ExitCode.INTERRUPTED, "Stopped.", "Run it again to go on.");
        }
    }
}

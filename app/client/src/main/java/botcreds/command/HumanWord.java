package botcreds.command;

import botcreds.client.HumanClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;

/** A word that a human says to the broker. */
abstract class HumanWord implements Callable<Integer> {
    @Mixin
    private Connection connection = new Connection();

    @Mixin
    private Output output = new Output();

    private final Surroundings around;

    HumanWord(Surroundings around) {
        this.around = around;
    }

    @Override
    public final Integer call() {
        return say().number();
    }

    /** Does it. Failures are thrown as {@link Failure} or as the client's exceptions. */
    abstract ExitCode say();

    final Surroundings around() {
        return around;
    }

    final Connection connection() {
        return connection;
    }

    final HumanClient broker() {
        return connection.human(around);
    }

    final Output output() {
        return output;
    }

    /** Says something that is not data. */
    final void tell(String text) {
        around.err().println(text);
    }
}

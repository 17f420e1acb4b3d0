package botcreds.command;

import botcreds.command.cli.Cli;
import botcreds.command.config.Surroundings;

/** Starts the command. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(run(arguments, Surroundings.ofThisProcess()));
    }

    static int run(String[] arguments, Surroundings surroundings) {
        return Cli.run(arguments, surroundings);
    }
}

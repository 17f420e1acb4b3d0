package botcreds.command;

import botcreds.command.cli.Cli;
import botcreds.command.config.CommandFailure;
import botcreds.command.config.ExitCode;
import botcreds.command.config.Failures;
import botcreds.command.config.Surroundings;
import botcreds.command.git.Askpass;
import botcreds.command.git.CommitHook;
import botcreds.command.git.GitCredential;

/** Starts the command. What git and gh wait for is found here, so that nothing of picocli is loaded for it. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(run(arguments, Surroundings.ofThisProcess()));
    }

    static int run(String[] arguments, Surroundings surroundings) {
        String word = arguments.length == 0 ? "" : arguments[0];
        String next = arguments.length < 2 ? "" : arguments[1];
        return switch (word) {
            case "git-credential" -> hot(surroundings, () -> new GitCredential(surroundings).run(next));
            case "askpass" -> hot(surroundings, () -> new Askpass(surroundings).answer(next));
            case "gh-token" -> hot(surroundings, () -> new Askpass(surroundings).token("gh"));
            case "hook" -> {
                // git's arguments are the file, where its text came from, and a commit.
                int unused = hot(surroundings, () -> new CommitHook(surroundings).prepare(arguments[2]));
                yield ExitCode.OK.number();
            }
            default -> Cli.run(arguments, surroundings);
        };
    }

    private static int hot(Surroundings surroundings, Hot command) {
        try {
            return command.run().number();
        } catch (RuntimeException problem) {
            CommandFailure failure = Failures.of(problem);
            surroundings.err().println("botcreds: " + failure.sentence() + " " + failure.hint());
            return failure.code().number();
        }
    }

    private interface Hot {
        ExitCode run();
    }
}

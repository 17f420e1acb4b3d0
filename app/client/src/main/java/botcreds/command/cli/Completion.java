package botcreds.command.cli;

import botcreds.command.config.CommandFailure;
import botcreds.command.config.Surroundings;
import java.util.Set;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints a script for the shell: {@code source <(botcreds completion bash)}. */
@Command(name = "completion", description = "Print the completion script for bash or zsh.")
final class Completion implements Runnable {
    private final Surroundings surroundings;

    @Parameters(paramLabel = "SHELL", description = "bash or zsh")
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private String shell;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private CommandSpec spec;

    Completion(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public void run() {
        if (!Set.of("bash", "zsh").contains(shell)) {
            throw CommandFailure.usage("There is no completion for '" + shell + "'.", "Say bash or zsh.");
        }
        // picocli's script serves both: it turns on zsh's bashcompinit by itself.
        surroundings.out().print(AutoComplete.bash("botcreds", spec.root().commandLine()));
        surroundings.out().flush();
    }
}

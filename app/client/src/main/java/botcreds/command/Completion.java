package botcreds.command;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code botcreds completion}: what the shell needs to complete words and options. */
@Command(
        name = "completion",
        description = "Print a script for bash or zsh; use it with: source <(botcreds completion bash)")
final class Completion implements Callable<Integer> {
    /** picocli writes one script that both understand. */
    enum Shell {
        BASH,
        ZSH
    }

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "SHELL", description = "bash or zsh.")
    private Shell shell = Shell.BASH;

    private final Surroundings around;

    Completion(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() {
        if (shell == Shell.ZSH) {
            around.out().println("autoload -U +X compinit && compinit; autoload -U +X bashcompinit && bashcompinit");
        }
        around.out().print(AutoComplete.bash(
                "botcreds", Objects.requireNonNull(spec).root().commandLine()));
        return ExitCode.OK.number();
    }
}

package botcreds.command.cli;

import botcreds.command.config.CommandFailure;
import botcreds.command.config.Configuration;
import botcreds.command.config.ExitCode;
import botcreds.command.config.Spans;
import botcreds.command.config.Surroundings;
import botcreds.command.exec.Job;
import botcreds.command.git.Self;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs a program with access. */
@Command(
        name = "exec",
        mixinStandardHelpOptions = true,
        description = {
            "Run a program in which git, gh and what reads GH_TOKEN have access, and revoke it at the end.",
            "Ends with the program's own exit code."
        })
final class ExecCommand implements Callable<Integer> {
    @Mixin
    private final Globals globals;

    @Mixin
    private final Needed needed = new Needed();

    @Option(
            names = "--session",
            paramLabel = "SPAN",
            description = "approve once for this long, like 8h; git and gh get fresh tokens meanwhile")
    private @Nullable String session;

    @Option(
            names = "--no-masking",
            description = "leave the program its own terminal, and tokens in its output visible")
    private boolean unmasked;

    @Parameters(arity = "1..*", paramLabel = "PROGRAM", description = "after --, with its arguments")
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private List<String> program;

    ExecCommand(Surroundings surroundings) {
        this.globals = new Globals(surroundings);
    }

    @Override
    public Integer call() throws InterruptedException {
        Configuration configuration = globals.configuration();
        Job job = new Job(configuration, Self.command());
        try {
            return job.run(
                    program,
                    needed.wish(
                            configuration,
                            "running " + program.get(0),
                            Optional.ofNullable(session).map(Spans::parse)),
                    !unmasked);
        } catch (IOException notStarted) {
            throw new CommandFailure(
                    ExitCode.ERROR, "'" + program.get(0) + "' could not be started.", "Check its name and the PATH.");
        }
    }
}

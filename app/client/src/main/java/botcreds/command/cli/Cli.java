package botcreds.command.cli;

import botcreds.command.config.CommandFailure;
import botcreds.command.config.Failures;
import botcreds.command.config.Surroundings;
import java.io.PrintWriter;
import java.lang.reflect.Constructor;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/** Runs what was typed, and turns how it ended into an exit code and at most two lines on stderr. */
public final class Cli {
    private Cli() {}

    public static int run(String[] arguments, Surroundings surroundings) {
        return line(surroundings).execute(arguments);
    }

    static CommandLine line(Surroundings surroundings) {
        CommandLine line = new CommandLine(new Botcreds(surroundings), factory(surroundings));
        line.setOut(new PrintWriter(surroundings.out(), true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(surroundings.err(), true, StandardCharsets.UTF_8));
        line.setExecutionExceptionHandler((problem, failed, parsed) -> tell(problem, surroundings));
        return line;
    }

    private static int tell(Exception problem, Surroundings surroundings) {
        if (surroundings.variable("BOTCREDS_DEBUG").isPresent()) {
            problem.printStackTrace(surroundings.err());
        }
        CommandFailure failure =
                Failures.of(problem instanceof RuntimeException known ? known : new IllegalStateException(problem));
        surroundings.err().println("botcreds: " + failure.sentence());
        surroundings.err().println("  " + failure.hint());
        return failure.code().number();
    }

    /** Subcommands and mixins that want the outside take it in their constructor. */
    private static IFactory factory(Surroundings surroundings) {
        IFactory ordinary = CommandLine.defaultFactory();
        return new IFactory() {
            @Override
            public <K> K create(Class<K> type) throws Exception {
                for (Constructor<?> constructor : type.getDeclaredConstructors()) {
                    if (constructor.getParameterCount() == 1
                            && constructor.getParameterTypes()[0] == Surroundings.class) {
                        return type.cast(constructor.newInstance(surroundings));
                    }
                }
                return ordinary.create(type);
            }
        };
    }
}

package botcreds.command.config;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/**
 * Everything outside the command, handed in so that tests can be the outside. Immutable.
 *
 * @param out      data, and nothing else
 * @param err      all that is meant for people
 * @param terminal whether a person reads {@code out}
 */
public record Surroundings(
        Map<String, String> environment,
        InputStream in,
        PrintStream out,
        PrintStream err,
        Path directory,
        Clock clock,
        boolean terminal) {
    public Surroundings {
        environment = Map.copyOf(environment);
    }

    public static Surroundings ofThisProcess() {
        return new Surroundings(
                System.getenv(),
                System.in,
                utf8(FileDescriptor.out),
                utf8(FileDescriptor.err),
                Path.of("").toAbsolutePath(),
                Clock.systemUTC(),
                // The launcher looks: Java itself knows it only when stdin is a terminal as well, and since 22 not at
                // all.
                Boolean.getBoolean("botcreds.terminal"));
    }

    /** Bots run in the C locale, where Java would print question marks. */
    private static PrintStream utf8(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }

    /** A variable that is set and not blank. */
    public Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).map(String::strip).filter(value -> !value.isEmpty());
    }

    /** Where {@code HOME} or, without one, the current directory is. */
    public Path home() {
        return variable("HOME").map(Path::of).orElse(directory);
    }
}

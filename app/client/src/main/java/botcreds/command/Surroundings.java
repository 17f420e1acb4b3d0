package botcreds.command;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/**
 * What a command finds around it.
 *
 * @param environment variables; never secrets of other programs, only what is named here is looked at
 * @param input       where answers to questions come from
 * @param out         data and nothing else
 * @param err         everything else
 * @param isTerminal  whether a human sees {@code out} and can answer
 * @param home        the user's own directory
 */
record Surroundings(
        Map<String, String> environment,
        BufferedReader input,
        PrintStream out,
        PrintStream err,
        boolean isTerminal,
        Path home,
        Clock clock) {
    static Surroundings real() {
        return new Surroundings(
                System.getenv(),
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)),
                new PrintStream(System.out, true, StandardCharsets.UTF_8),
                new PrintStream(System.err, true, StandardCharsets.UTF_8),
                isTerminal(System.console()),
                Path.of(System.getProperty("user.home", ".")),
                Clock.systemUTC());
    }

    /** Returns what a variable says; an empty one counts as none. */
    Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).map(String::strip).filter(text -> !text.isEmpty());
    }

    /** Reads a line of what is typed; empty at the end of the input. */
    Optional<String> line() {
        try {
            return Optional.ofNullable(input.readLine());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Java 22 and later have a console also where there is no terminal, and a method to tell. */
    private static boolean isTerminal(@org.jspecify.annotations.Nullable Console console) {
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException olderJava) {
            return true;
        }
    }
}

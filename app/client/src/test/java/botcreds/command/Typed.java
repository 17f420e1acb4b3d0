package botcreds.command;

import botcreds.command.config.Surroundings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

/** Runs the command in this process, and keeps what it printed. */
public final class Typed {
    final Map<String, String> environment = new HashMap<>();
    private final Path directory;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    Clock clock = Clock.systemUTC();
    boolean terminal;

    /** @param directory stands for the home and the current directory */
    Typed(Path directory) {
        this.directory = directory;
        environment.put("HOME", directory.toString());
    }

    Typed with(String name, String value) {
        environment.put(name, value);
        return this;
    }

    Surroundings surroundings(String input) {
        out.reset();
        err.reset();
        return new Surroundings(
                environment,
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                directory,
                clock,
                terminal);
    }

    int run(String... arguments) {
        return Main.run(arguments, surroundings(""));
    }

    int feed(String input, String... arguments) {
        return Main.run(arguments, surroundings(input));
    }

    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}

package botcreds.broker.setup;

import botcreds.broker.model.Secret;
import java.io.Console;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The terminal this process was started from. Where there is none, nothing is asked. */
public final class SystemTerminal implements Terminal {
    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    private final @Nullable Console console = console();

    public SystemTerminal() {}

    /** From Java 22 on there is a console also where nobody sits, and it tells; before, there is none then. */
    @SuppressWarnings("SystemConsoleNull")
    private static @Nullable Console console() {
        Console console = System.console();
        try {
            boolean isTerminal = console != null
                    && (boolean) Console.class.getMethod("isTerminal").invoke(console);
            return isTerminal ? console : null;
        } catch (NoSuchMethodException before22) {
            return console;
        } catch (ReflectiveOperationException unknown) {
            return null;
        }
    }

    @Override
    public void say(String line) {
        out.println(line);
    }

    @Override
    public void complain(String line) {
        System.err.println(line);
    }

    @Override
    public Optional<String> ask(String question) {
        return console == null
                ? Optional.empty()
                : Optional.ofNullable(console.readLine("%s", question)).map(String::strip);
    }

    @Override
    public Optional<Secret> askSecret(String question) {
        char[] typed = console == null ? null : console.readPassword("%s", question);
        if (typed == null) {
            return Optional.empty();
        }
        String text = new String(typed).strip();
        Arrays.fill(typed, ' ');
        return text.isEmpty() ? Optional.empty() : Optional.of(Secret.of(text));
    }
}

package botcreds.broker.setup;

import botcreds.broker.model.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Answers to the questions of setting up: from an option of the same name, from the human, or the default. With
 * {@code --yes} nobody is asked, and what has no default stops the set-up with the option that would answer it.
 */
final class Answers {
    static final String YES = "yes";
    private static final int MOST_TRIES = 5;

    private final Arguments given;
    private final Terminal terminal;
    private final Map<String, String> kept = new LinkedHashMap<>();

    Answers(Arguments given, Terminal terminal) {
        this.given = given;
        this.terminal = terminal;
    }

    void say(String line) {
        terminal.say(line);
    }

    boolean someoneIsThere() {
        return !given.flags().contains(YES);
    }

    boolean isFlagged(String name) {
        return given.flags().contains(name);
    }

    Optional<String> option(String name) {
        return given.value(name);
    }

    /** Asks once for each name; an empty answer is an answer. */
    String text(String name, String question, String byDefault, Function<String, String> problem) throws Stopped {
        String before = kept.get(name);
        if (before != null) {
            return before;
        }
        String answer = fresh(name, question, byDefault, problem);
        kept.put(name, answer);
        return answer;
    }

    private String fresh(String name, String question, String byDefault, Function<String, String> problem)
            throws Stopped {
        Optional<String> option = given.value(name);
        if (option.isPresent() || !someoneIsThere()) {
            String answer = option.orElse(byDefault);
            String wrong = problem.apply(answer);
            if (wrong.isEmpty()) {
                return answer;
            }
            throw new Stopped("--" + name + ": " + wrong);
        }
        for (int attempt = 0; attempt < MOST_TRIES; attempt++) {
            String typed = terminal.ask(question + (byDefault.isEmpty() ? "" : " [" + byDefault + "]") + ": ")
                    .orElseThrow(() -> nobody(name));
            String answer = typed.isEmpty() ? byDefault : typed;
            String wrong = problem.apply(answer);
            if (wrong.isEmpty()) {
                return answer;
            }
            say("  " + wrong);
        }
        throw new Stopped("That did not work out; run setup again when you have it.");
    }

    /** A secret out of the file that {@code --NAME-file} names, or typed without being shown. */
    Secret secret(String name, String question, Function<Secret, String> problem) throws Stopped {
        Optional<String> file = given.value(name + "-file");
        if (file.isPresent()) {
            Secret secret = read(name, Path.of(file.get()));
            String wrong = problem.apply(secret);
            if (!wrong.isEmpty()) {
                throw new Stopped("--" + name + "-file: " + wrong);
            }
            return secret;
        }
        for (int attempt = 0; attempt < MOST_TRIES && someoneIsThere(); attempt++) {
            Secret typed =
                    terminal.askSecret(question + " (does not show): ").orElseThrow(() -> nobody(name + "-file"));
            String wrong = problem.apply(typed);
            if (wrong.isEmpty()) {
                return typed;
            }
            say("  " + wrong);
        }
        throw nobody(name + "-file");
    }

    /** Asks whether to do something that cannot be undone; nobody there means no. */
    boolean agrees(String question) {
        return someoneIsThere()
                && terminal.ask(question + " [y/N]: ")
                        .filter(answer -> answer.equalsIgnoreCase("y"))
                        .isPresent();
    }

    /** Waits for Enter; false when somebody would rather go on without, or nobody is there. */
    boolean waits(String forWhat) {
        return someoneIsThere()
                && terminal.ask(forWhat + " (Enter when it is, n to go on without): ")
                        .filter(answer -> !answer.equalsIgnoreCase("n"))
                        .isPresent();
    }

    private static Secret read(String name, Path file) throws Stopped {
        try {
            return Secret.of(Files.readString(file).strip());
        } catch (IOException | IllegalArgumentException unreadable) {
            throw new Stopped("--" + name + "-file: " + file + " cannot be read, or is empty.");
        }
    }

    private static Stopped nobody(String option) {
        return new Stopped("Nobody answers here. What is done so far is kept; run setup again in a terminal, or with --"
                + option + ".");
    }
}

package botcreds.broker.settings;

import botcreds.broker.model.Secret;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The variables while they are being read: remembers which names were asked for and what was wrong. One thread, one use. */
final class Environment {
    private static final String NO_PATH = "this is not a file's path on this system; correct it";

    private final Map<String, String> variables;
    private final Set<String> asked = new HashSet<>();
    private final List<String> problems = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    Environment(Map<String, String> variables) {
        this.variables = Map.copyOf(variables);
    }

    /** Returns the text without white space around it. A variable set to nothing counts as not set. */
    Optional<String> text(String name) {
        asked.add(name);
        return Optional.ofNullable(variables.get(name)).map(String::strip).filter(text -> !text.isEmpty());
    }

    /** Returns the secret from the variable, or from the file that {@code NAME_FILE} names. */
    Optional<Secret> secret(String name) {
        return secret(name, fileOf(name));
    }

    /** Returns which file {@link #secret} reads; none if the secret stands in the variable itself. */
    SecretFiles fileOf(String name) {
        return new SecretFiles(
                name + "_FILE",
                text(name + "_FILE").flatMap(Environment::toPath).stream().toList());
    }

    /** As {@link #secret}, but it may be several, and {@code NAME_FILE} several files, separated by commas. */
    Optional<Secret> secrets(String name) {
        return secret(name, filesOf(name));
    }

    /** Returns which files {@link #secrets} reads; none if they stand in the variable itself. */
    SecretFiles filesOf(String name) {
        List<Path> files = text(name + "_FILE").stream()
                .flatMap(all -> Arrays.stream(all.split(",", -1)))
                .map(String::strip)
                .filter(each -> !each.isEmpty())
                .flatMap(each -> toPath(each).stream())
                .toList();
        return new SecretFiles(name + "_FILE", files);
    }

    private Optional<Secret> secret(String name, SecretFiles files) {
        Optional<String> text = text(name);
        Optional<String> listed = text(files.setting());
        if (text.isPresent() && listed.isPresent()) {
            problem(name, "both it and " + files.setting() + " are set; unset one of them");
            return Optional.empty();
        }
        if (listed.isEmpty()) {
            return text.map(Secret::of);
        }
        if (files.files().isEmpty()) {
            problem(files.setting(), NO_PATH);
            return Optional.empty();
        }
        try {
            return Optional.of(files.read());
        } catch (BadSettings unusable) {
            problems.addAll(unusable.problems());
            return Optional.empty();
        }
    }

    /** Tells whether the name, or its {@code _FILE} form, is set to anything, be it good or bad. */
    boolean isSet(String name) {
        return text(name).isPresent() || text(name + "_FILE").isPresent();
    }

    Path path(String name, String byDefault) {
        return text(name).flatMap(text -> toPath(name, text)).orElse(Path.of(byDefault));
    }

    /** Returns the path if the variable is set; that nothing is there is a problem. */
    Optional<Path> existingFile(String name) {
        Optional<Path> path = text(name).flatMap(text -> toPath(name, text));
        if (path.isPresent() && !Files.exists(path.get())) {
            problem(name, "there is nothing at " + path.get() + "; correct the path or unset it");
            return Optional.empty();
        }
        return path;
    }

    private Optional<Path> toPath(String name, String text) {
        Optional<Path> path = toPath(text);
        if (path.isEmpty()) {
            problem(name, NO_PATH);
        }
        return path;
    }

    private static Optional<Path> toPath(String text) {
        try {
            return Optional.of(Path.of(text));
        } catch (InvalidPathException impossible) {
            return Optional.empty();
        }
    }

    void problem(String name, String whatToDo) {
        problems.add(name + ": " + whatToDo);
    }

    void missing(String name, String whatToDo) {
        // A file that could not be read is one problem, not two.
        if (!isSet(name)) {
            problem(name, "not set; " + whatToDo);
        }
    }

    void warning(String name, String text) {
        warnings.add(name + ": " + text);
    }

    /** Call last: a name of ours that nobody asked for is a slip of the finger. */
    void warnOfUnknownNames() {
        variables.keySet().stream()
                .filter(name -> name.startsWith("BOTCREDS_") && !asked.contains(name))
                .filter(name -> !KnownNames.ofOthers(name))
                .sorted()
                .forEach(name -> warning(
                        name,
                        "no setting has this name, so it is ignored"
                                + KnownNames.closest(name, asked)
                                        .map(close -> "; did you mean " + close + "?")
                                        .orElse("")));
    }

    List<String> problems() {
        return problems;
    }

    List<String> warnings() {
        return warnings;
    }
}

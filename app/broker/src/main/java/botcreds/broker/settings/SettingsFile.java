package botcreds.broker.settings;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Settings in a file: a line {@code NAME=value} each, empty lines, and comments that begin with {@code #}. It is the part of
 * the format on which a shell, systemd's {@code EnvironmentFile} and docker's {@code --env-file} agree, so that one file
 * serves all of them; what they would read differently is refused.
 *
 * @param values   of the lines that are good
 * @param problems one for each line that is not, without what stands behind its equals sign
 */
public record SettingsFile(Path file, Map<String, String> values, List<String> problems) {
    /** The environment variable that names the file. */
    public static final String NAME = "BOTCREDS_SETTINGS";

    private static final long LARGEST = 64L * 1024;
    private static final String OF_A_FILE = "_FILE";
    private static final Pattern LINE = Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)=(.*)");
    private static final Pattern READ_DIFFERENTLY = Pattern.compile("[\"'`$\\\\]|\\s#");
    private static final Pattern WRITABLE = Pattern.compile("[A-Za-z0-9_./:@%+,=~\\[\\]-]*");

    public SettingsFile {
        values = Map.copyOf(values);
        problems = List.copyOf(problems);
    }

    /**
     * Reads what is good in the file.
     *
     * @throws BadSettings when it cannot be read at all
     */
    public static SettingsFile look(Path file) throws BadSettings {
        List<String> problems = new ArrayList<>();
        Map<String, String> values = new LinkedHashMap<>();
        int number = 0;
        for (String line : lines(file)) {
            number++;
            String text = line.strip();
            if (!text.isEmpty() && !text.startsWith("#")) {
                problem(text, values).ifPresentOrElse(addTo(problems, file, number), () -> put(text, values));
            }
        }
        return new SettingsFile(file, values, problems);
    }

    /**
     * Reads the file as a whole.
     *
     * @throws BadSettings also when one line is wrong
     */
    public static SettingsFile read(Path file) throws BadSettings {
        SettingsFile read = look(file);
        if (!read.problems.isEmpty()) {
            throw new BadSettings(read.problems);
        }
        return read;
    }

    /**
     * Returns the environment over the file of the settings, if there is one.
     *
     * @param named the file's name if an argument gives it; otherwise {@link #NAME} in the environment may
     */
    public static Map<String, String> over(Map<String, String> environment, Optional<String> named) throws BadSettings {
        Optional<Path> file = named(environment, named);
        return file.isPresent() ? read(file.get()).under(environment) : environment;
    }

    /** Returns which file {@link #over} reads. */
    public static Optional<Path> named(Map<String, String> environment, Optional<String> argument) throws BadSettings {
        Optional<String> text = argument.or(() ->
                Optional.ofNullable(environment.get(NAME)).map(String::strip).filter(name -> !name.isEmpty()));
        try {
            return text.map(Path::of);
        } catch (InvalidPathException impossible) {
            throw bad("this is not a file's path on this system; correct it");
        }
    }

    /** Returns whether a value means the same to every reader of the file, a shell included. */
    public static boolean isWritable(String value) {
        return WRITABLE.matcher(value).matches();
    }

    /**
     * Returns the environment with what the file adds to it. A setting that stands in the environment, as its value or as
     * the file that holds it, is not taken from here in either form.
     */
    public Map<String, String> under(Map<String, String> environment) {
        Map<String, String> all = new LinkedHashMap<>(environment);
        values.forEach((name, value) -> {
            String plain = name.endsWith(OF_A_FILE) ? name.substring(0, name.length() - OF_A_FILE.length()) : name;
            if (isUnset(environment, plain) && isUnset(environment, plain + OF_A_FILE)) {
                all.put(name, value);
            }
        });
        return all;
    }

    private static boolean isUnset(Map<String, String> environment, String name) {
        return environment.getOrDefault(name, "").isBlank();
    }

    private static Consumer<String> addTo(List<String> problems, Path file, int line) {
        return why -> problems.add(file + " line " + line + ": " + why);
    }

    private static void put(String line, Map<String, String> values) {
        int equals = line.indexOf('=');
        values.put(line.substring(0, equals), line.substring(equals + 1).strip());
    }

    private static Optional<String> problem(String line, Map<String, String> before) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            return Optional.of("write NAME=value, without spaces before the equals sign and without \"export\"");
        }
        if (before.containsKey(matcher.group(1))) {
            return Optional.of(matcher.group(1) + " stands there twice; remove one of them");
        }
        return READ_DIFFERENTLY.matcher(matcher.group(2)).find()
                ? Optional.of(
                        matcher.group(1) + " has a quote, $, ` or \\ in it, or a comment behind it, which a shell,"
                                + " systemd and docker read differently; write the value plainly, or put it into a file of its"
                                + " own and name that as " + matcher.group(1) + OF_A_FILE)
                : Optional.empty();
    }

    private static List<String> lines(Path file) throws BadSettings {
        try {
            if (Files.getFileStore(file).supportsFileAttributeView("posix")
                    && Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_WRITE)) {
                throw bad(
                        file + " can be written by everybody, who could then make the broker anything; run: chmod 600 "
                                + file);
            }
            if (Files.size(file) > LARGEST) {
                throw bad(file + " is larger than 64 KiB, which no settings are; name another file");
            }
            return Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (CharacterCodingException binary) {
            throw bad(file + " is not a text file; name the file of the settings");
        } catch (IOException unreadable) {
            throw bad(file + " cannot be read; it must exist and belong to the user the broker runs as."
                    + " Make one with: java -jar botcreds-broker.jar setup --settings " + file);
        }
    }

    private static BadSettings bad(String problem) {
        return new BadSettings(List.of(NAME + ": " + problem));
    }
}

package botcreds.command.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The few words of {@code config.yaml}: one {@code name: value} a line, and comments. That is all the YAML it takes, and a
 * parser for the rest would cost every git operation more than the whole command.
 */
final class ConfigFile {
    private static final Pattern LINE = Pattern.compile("([a-z_]+):(?:\\s+(.*))?");
    private static final Pattern QUOTED = Pattern.compile("\"([^\"\\\\]*)\"|'([^']*)'");
    private static final Set<String> NAMES =
            Set.of("url", "output", "api_key_file", "token_file", "github_url", "need", "reason", "wait");

    private ConfigFile() {}

    static Map<String, String> read(Path file) {
        if (!Files.exists(file)) {
            return Map.of();
        }
        Map<String, String> values = new LinkedHashMap<>();
        try {
            int number = 0;
            for (String line : Files.readAllLines(file)) {
                number++;
                String text = line.strip();
                if (!text.isEmpty() && !text.startsWith("#")) {
                    take(file, number, line, values);
                }
            }
        } catch (IOException unreadable) {
            throw CommandFailure.usage("The settings " + file + " cannot be read.", "Check who may read the file.");
        }
        return values;
    }

    private static void take(Path file, int number, String line, Map<String, String> values) {
        Matcher matcher = LINE.matcher(line.stripTrailing());
        String where = file + ", line " + number;
        if (!matcher.matches()) {
            throw CommandFailure.usage("'name: value' is missing in " + where + ".", "Write one setting a line.");
        }
        String name = matcher.group(1);
        if (!NAMES.contains(name)) {
            throw CommandFailure.usage(
                    "There is no setting '" + name + "' (" + where + ").", "The settings are " + sorted() + ".");
        }
        if (values.put(name, value(matcher.group(2))) != null) {
            throw CommandFailure.usage("'" + name + "' stands twice (" + where + ").", "Remove one of them.");
        }
    }

    private static String value(@Nullable String raw) {
        String text = raw == null ? "" : raw.strip();
        Matcher quoted = QUOTED.matcher(text);
        if (quoted.lookingAt()) {
            return quoted.group(1) != null ? quoted.group(1) : quoted.group(2);
        }
        int comment = text.indexOf(" #");
        return comment < 0 ? text : text.substring(0, comment).strip();
    }

    private static String sorted() {
        return String.join(", ", NAMES.stream().sorted().toList());
    }
}

package botcreds.broker.setup;

import botcreds.broker.settings.BadSettings;
import botcreds.broker.settings.KeyCheck;
import botcreds.broker.settings.SettingsFile;
import botcreds.broker.settings.SettingsParts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The file of the settings while it comes to be. What stands in it stays, comments too; each step adds its lines and saves, so
 * that a set-up that was stopped goes on from there.
 */
final class Draft {
    private static final List<String> HEAD = List.of(
            "# Settings of the Bot Credential Broker, for: java -jar botcreds-broker.jar --settings THIS_FILE,",
            "# systemd's EnvironmentFile=, docker's --env-file. Secrets are in files beside it. Every name: app/docs/operations.md");

    private final Path file;
    private final Map<String, String> environment;
    private final List<String> lines = new ArrayList<>();
    private final Map<String, String> values = new LinkedHashMap<>();

    private Draft(Path file, Map<String, String> environment) {
        this.file = file;
        this.environment = environment;
    }

    /** Goes on with the file if it is there. */
    static Draft of(Path file, Map<String, String> environment) throws Stopped {
        Draft draft = new Draft(file.toAbsolutePath().normalize(), environment);
        try {
            if (Files.exists(file)) {
                draft.values.putAll(SettingsFile.read(file).values());
                draft.lines.addAll(Files.readAllLines(file));
            } else {
                draft.lines.addAll(HEAD);
            }
            return draft;
        } catch (BadSettings wrong) {
            throw new Stopped(String.join("\n", wrong.problems()) + "\nMend that first, and run setup again.");
        } catch (IOException unreadable) {
            throw new Stopped(file + " cannot be read; run setup as the user who owns it.");
        }
    }

    Path file() {
        return file;
    }

    Path directory() {
        return OwnFiles.directoryOf(file);
    }

    /** Tells whether the setting is made, here or in the environment, in either of its forms. */
    boolean has(String name) {
        Map<String, String> variables = variables();
        return variables.containsKey(name) || variables.containsKey(name + "_FILE");
    }

    Optional<String> value(String name) {
        return Optional.ofNullable(variables().get(name));
    }

    /** Adds a line, or changes the one there is. Nothing is on disk before {@link #save}. */
    void set(String name, String value) throws Stopped {
        if (!SettingsFile.isWritable(value)) {
            throw new Stopped("\"" + value + "\" cannot stand in a file that a shell, systemd and docker read alike;"
                    + " choose one without spaces and special characters.");
        }
        lines.removeIf(line -> line.strip().startsWith(name + "="));
        lines.add(name + "=" + value);
        values.put(name, value);
    }

    void save() throws Stopped {
        OwnFiles.replace(file, String.join("\n", lines) + "\n");
    }

    SettingsParts parts() {
        return SettingsParts.read(variables(), KeyCheck.NONE);
    }

    /** As the broker would have it: with the environment over it. */
    private Map<String, String> variables() {
        return new SettingsFile(file, values, List.of()).under(environment);
    }
}

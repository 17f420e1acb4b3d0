package botcreds.command.install;

import botcreds.command.config.CommandFailure;
import botcreds.command.config.Configuration;
import botcreds.command.config.Surroundings;
import botcreds.command.git.GitSettings;
import botcreds.command.git.GitSettings.Setting;
import botcreds.command.git.Hooks;
import botcreds.command.git.Shim;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Installs and uninstalls; doing either twice changes nothing. Says every change in a line that a person could type. */
public final class Installer {
    private final Surroundings surroundings;
    private final Configuration configuration;
    private final String command;
    private final boolean dryRun;
    private final GlobalGit git;

    /**
     * Changes nothing yet.
     *
     * @param command how a shell starts botcreds
     * @param dryRun  say what would be changed, and change nothing
     */
    public Installer(Configuration configuration, String command, boolean dryRun) {
        this.surroundings = configuration.surroundings();
        this.configuration = configuration;
        this.command = command;
        this.dryRun = dryRun;
        this.git = new GlobalGit(surroundings);
    }

    /** Makes git ask botcreds, and nobody else, about GitHub. */
    public List<String> installGit() {
        List<Setting> wanted = GitSettings.helper(configuration.gitHubUrl(), command);
        if (isThere(wanted)) {
            return List.of();
        }
        // The order of helpers counts: ours goes to the end, after the line that empties the chain.
        List<String> changes = new ArrayList<>(uninstallGit());
        for (Setting setting : wanted) {
            changes.add("git config --global --add " + setting.name() + " '" + setting.value() + "'");
            if (!dryRun) {
                git.add(setting);
            }
        }
        return changes;
    }

    /** Takes away what {@link #installGit} added, and no helper of anybody else. */
    public List<String> uninstallGit() {
        List<String> changes = new ArrayList<>();
        for (Setting setting : GitSettings.helper(configuration.gitHubUrl(), command)) {
            if (git.values(setting.name()).contains(setting.value())) {
                changes.add("git config --global --unset-all " + setting.name() + " '" + setting.value() + "'");
                if (!dryRun) {
                    git.remove(setting);
                }
            }
        }
        return changes;
    }

    /** Marks the commits of this user, and lets every hook that ran before run on. */
    public List<String> installHooks() throws IOException {
        Setting setting = hooksPath();
        if (git.values(setting.name()).contains(setting.value()) && Files.isDirectory(hooks())) {
            return List.of();
        }
        if (!dryRun) {
            Hooks.write(hooks(), command);
            git.remove(setting);
            git.add(setting);
        }
        return List.of("write " + hooks() + "/*", "git config --global --add core.hooksPath '" + setting.value() + "'");
    }

    /** Takes the hooks away; a hooksPath from before counts again. */
    public List<String> uninstallHooks() throws IOException {
        Setting setting = hooksPath();
        List<String> changes = new ArrayList<>();
        if (git.values(setting.name()).contains(setting.value())) {
            changes.add("git config --global --unset-all core.hooksPath '" + setting.value() + "'");
            if (!dryRun) {
                git.remove(setting);
            }
        }
        if (Files.isDirectory(hooks())) {
            changes.add("remove " + hooks());
            if (!dryRun) {
                Hooks.delete(hooks());
            }
        }
        return changes;
    }

    /** Puts a {@code gh} into {@code ~/.local/bin} that fetches a token for each call. */
    public List<String> installGh() throws IOException {
        Path shim = shim();
        if (Files.exists(shim) && Files.readString(shim).equals(Shim.script(command))) {
            return List.of();
        }
        requireOurs(shim);
        if (!dryRun) {
            Path unused = Shim.write(Files.createDirectories(shim.getParent()), command);
        }
        return List.of("write " + shim + " (it must stand before the real gh on the PATH)");
    }

    /** Takes that {@code gh} away. */
    public List<String> uninstallGh() throws IOException {
        Path shim = shim();
        if (!Files.exists(shim)) {
            return List.of();
        }
        requireOurs(shim);
        if (!dryRun) {
            Files.delete(shim);
        }
        return List.of("remove " + shim);
    }

    private static void requireOurs(Path shim) throws IOException {
        if (Files.exists(shim)
                && !Files.readString(shim, StandardCharsets.ISO_8859_1).contains("by botcreds")) {
            throw CommandFailure.usage(
                    shim + " is there already and not ours.", "Move it to another folder of the PATH.");
        }
    }

    private boolean isThere(List<Setting> wanted) {
        return wanted.stream().allMatch(setting -> {
            List<String> own = wanted.stream()
                    .filter(other -> other.name().equals(setting.name()))
                    .map(Setting::value)
                    .toList();
            List<String> now = git.values(setting.name());
            return now.size() >= own.size()
                    && now.subList(now.size() - own.size(), now.size()).equals(own);
        });
    }

    private Path shim() {
        return surroundings.home().resolve(".local").resolve("bin").resolve("gh");
    }

    private Path hooks() {
        return configuration.folder().resolve("hooks");
    }

    private Setting hooksPath() {
        return new Setting("core.hooksPath", hooks().toAbsolutePath().toString());
    }
}

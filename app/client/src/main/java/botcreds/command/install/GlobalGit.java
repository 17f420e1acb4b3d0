package botcreds.command.install;

import botcreds.command.config.CommandFailure;
import botcreds.command.config.ExitCode;
import botcreds.command.config.Surroundings;
import botcreds.command.git.GitSettings.Setting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The user's own configuration of git, changed by git itself so that the rest of the file stays as it is. */
final class GlobalGit {
    private final Surroundings surroundings;

    GlobalGit(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    List<String> values(String name) {
        return git(List.of("--get-all", name)).lines().toList();
    }

    void add(Setting setting) {
        String unused = git(List.of("--add", setting.name(), setting.value()));
    }

    /** Removes the values that are exactly this one. */
    void remove(Setting setting) {
        String pattern = "^" + setting.value().replaceAll("[.\\[\\](){}*+?^$|\\\\]", "\\\\$0") + "$";
        String unused = git(List.of("--unset-all", setting.name(), pattern));
    }

    private String git(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of("git", "config", "--global"));
        command.addAll(arguments);
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
            builder.environment().clear();
            builder.environment().putAll(surroundings.environment());
            Process process = builder.start();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int code = process.waitFor();
            // 1 and 5: there is no such value, which is an answer.
            if (code == 0 || code == 1 || code == 5) {
                return text;
            }
        } catch (IOException missing) {
            throw new CommandFailure(ExitCode.ERROR, "git could not be started.", "Install git, 2.31 or later.");
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        throw new CommandFailure(
                ExitCode.ERROR,
                "git could not change its global configuration.",
                "Run 'git config --global -l' to see why.");
    }
}

package botcreds.command.git;

import java.util.List;
import java.util.Map;

/** What git must know, as settings: our helper alone for our GitHub, told the repository, and told a push from a fetch. */
public final class GitSettings {
    private GitSettings() {}

    /** One line of git's configuration; names may stand several times, and their order counts. */
    public record Setting(String name, String value) {}

    /**
     * The settings for one GitHub.
     *
     * @param gitHub  its address without a slash at the end
     * @param command how a shell starts {@code botcreds}
     */
    public static List<Setting> helper(String gitHub, String command) {
        // An empty helper empties the chain, or 'store' and keychains would be handed the token afterwards.
        return List.of(
                new Setting("credential." + gitHub + ".helper", ""),
                new Setting("credential." + gitHub + ".helper", "!" + command + " git-credential"),
                new Setting("credential." + gitHub + ".useHttpPath", "true"),
                pushes(gitHub));
    }

    /** git sends the user {@code push} when it pushes, and when it fetches none. */
    private static Setting pushes(String gitHub) {
        String marked = gitHub.replaceFirst("://", "://push@") + "/";
        return new Setting("url." + marked + ".pushInsteadOf", gitHub + "/");
    }

    /** Adds them to the settings an environment already brings (git-config(1), {@code GIT_CONFIG_COUNT}). */
    public static void append(List<Setting> settings, Map<String, String> environment) {
        String before = environment.getOrDefault("GIT_CONFIG_COUNT", "");
        int count = before.matches("[0-9]{1,6}") ? Integer.parseInt(before) : 0;
        for (Setting setting : settings) {
            environment.put("GIT_CONFIG_KEY_" + count, setting.name());
            environment.put("GIT_CONFIG_VALUE_" + count, setting.value());
            count++;
        }
        environment.put("GIT_CONFIG_COUNT", Integer.toString(count));
    }
}

package botcreds.command.grants;

import botcreds.command.config.CommandFailure;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Repositories and permissions that something needs. The broker judges the words; here they only have to be comparable.
 *
 * @param repos       {@code owner/name} in lower case, at least one
 * @param permissions {@code name:level} in lower case, at least one
 */
public record Need(List<String> repos, List<String> permissions) {
    private static final Pattern REPO = Pattern.compile("[a-z0-9._-]+/[a-z0-9._-]+");
    private static final Pattern PERMISSION = Pattern.compile("[a-z_-]+:[a-z]+");
    private static final List<String> LEVELS = List.of("read", "write", "admin");

    public Need {
        repos = checked(repos, REPO, "a repository is written owner/name");
        permissions = checked(permissions, PERMISSION, "a permission is written name:level, like contents:read");
    }

    /**
     * Reads what stands in an option or a variable.
     *
     * @param repos       separated by commas
     * @param permissions separated by commas
     * @throws CommandFailure if it is not of the form
     */
    public static Need of(String repos, String permissions) {
        return new Need(split(repos), split(permissions));
    }

    private static List<String> split(String text) {
        return Pattern.compile("[,\\s]+")
                .splitAsStream(text)
                .filter(word -> !word.isEmpty())
                .toList();
    }

    private static List<String> checked(List<String> words, Pattern form, String rule) {
        List<String> lower = words.stream()
                .map(word -> word.toLowerCase(Locale.ROOT))
                .distinct()
                .sorted()
                .toList();
        if (lower.isEmpty()
                || !lower.stream().allMatch(word -> form.matcher(word).matches())) {
            // At GitHub an empty list means all there is.
            throw CommandFailure.usage(
                    "'" + String.join(",", words) + "' cannot be asked for: " + rule + ".",
                    "Give at least one, separated by commas.");
        }
        return lower;
    }

    /** Tells whether who has this has all of the other, at the same level or above. */
    boolean covers(Need other) {
        return repos.containsAll(other.repos()) && other.permissions().stream().allMatch(this::covers);
    }

    private boolean covers(String permission) {
        String name = name(permission);
        int wanted = LEVELS.indexOf(level(permission));
        return permissions.contains(permission)
                || (wanted >= 0
                        && permissions.stream()
                                .filter(own -> name(own).equals(name))
                                .anyMatch(own -> LEVELS.indexOf(level(own)) >= wanted));
    }

    private static String name(String permission) {
        return permission.substring(0, permission.indexOf(':'));
    }

    private static String level(String permission) {
        return permission.substring(permission.indexOf(':') + 1);
    }

    /** For sentences. */
    @Override
    public String toString() {
        return String.join(", ", permissions) + " on " + String.join(", ", repos);
    }
}

package botcreds.broker.settings;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;

/** Tells slips of the finger in names of settings from names that are somebody else's. */
final class KnownNames {
    /** What the start script, the {@code botcreds} command and the SDKs read; a shell that has them may well start a broker. */
    private static final Set<String> OTHERS =
            Set.of("BOTCREDS_JAR", "BOTCREDS_URL", "BOTCREDS_TOKEN", "BOTCREDS_API_KEY");

    /** More changed letters than this is another word. */
    private static final int FARTHEST = 3;

    private KnownNames() {}

    static boolean ofOthers(String name) {
        return OTHERS.contains(name) || OTHERS.contains(name.replaceFirst("_FILE$", ""));
    }

    static Optional<String> closest(String name, Collection<String> known) {
        return known.stream()
                .filter(each -> distance(each, name) <= FARTHEST)
                .min(Comparator.<String>comparingInt(each -> distance(each, name))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** Levenshtein's distance. */
    private static int distance(String one, String other) {
        int[] previous = new int[other.length() + 1];
        for (int column = 0; column <= other.length(); column++) {
            previous[column] = column;
        }
        for (int row = 1; row <= one.length(); row++) {
            int[] current = new int[other.length() + 1];
            current[0] = row;
            for (int column = 1; column <= other.length(); column++) {
                int replaced = previous[column - 1] + (one.charAt(row - 1) == other.charAt(column - 1) ? 0 : 1);
                current[column] = Math.min(replaced, Math.min(previous[column], current[column - 1]) + 1);
            }
            previous = current;
        }
        return previous[other.length()];
    }
}

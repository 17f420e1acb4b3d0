package botcreds.broker.model;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A set of permissions with a level each, sorted by name. Never empty: at GitHub an empty map means every permission the
 * App has, so it cannot be represented here.
 *
 * @param levels GitHub's permission names and the level of each
 */
public record Permissions(SortedMap<String, Level> levels) {
    public Permissions {
        if (levels.isEmpty()) {
            throw new IllegalArgumentException("no permissions would mean every permission at GitHub");
        }
        levels = Collections.unmodifiableSortedMap(new TreeMap<>(levels));
    }

    public static Permissions of(Map<String, Level> levels) {
        return new Permissions(new TreeMap<>(levels));
    }

    /** Reads back what {@link #words()} wrote; throws IllegalArgumentException for anything else. */
    public static Permissions ofWords(List<String> words) {
        SortedMap<String, Level> levels = new TreeMap<>();
        for (String word : words) {
            int colon = word.indexOf(':');
            Level level = Level.parse(word.substring(colon + 1))
                    .orElseThrow(() -> new IllegalArgumentException("not a permission: " + word));
            levels.put(word.substring(0, Math.max(colon, 0)), level);
        }
        return new Permissions(levels);
    }

    /** Returns {@code name:level} for each, in order of names. */
    public List<String> words() {
        return levels.entrySet().stream()
                .map(entry -> entry.getKey() + ":" + entry.getValue().word())
                .toList();
    }

    /** Tells whether every permission of the other is in this one, at its level or higher. */
    public boolean covers(Permissions other) {
        return other.levels.entrySet().stream().allMatch(asked -> {
            Level held = levels.get(asked.getKey());
            return held != null && held.covers(asked.getValue());
        });
    }

    @Override
    public String toString() {
        return String.join(", ", words());
    }
}

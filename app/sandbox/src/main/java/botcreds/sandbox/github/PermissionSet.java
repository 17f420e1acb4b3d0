package botcreds.sandbox.github;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * GitHub's permissions with a level each. It always holds {@code metadata: read}, which every App has and GitHub adds
 * to what is asked for.
 */
public record PermissionSet(SortedMap<String, AccessLevel> levels) {
    public PermissionSet {
        SortedMap<String, AccessLevel> copy = new TreeMap<>(levels);
        copy.putIfAbsent("metadata", AccessLevel.READ);
        levels = Collections.unmodifiableSortedMap(copy);
    }

    public static PermissionSet of(Map<String, AccessLevel> levels) {
        return new PermissionSet(new TreeMap<>(levels));
    }

    /** Reads {@code contents:write} and the like; throws IllegalArgumentException for anything else. */
    public static PermissionSet ofWords(String... words) {
        SortedMap<String, AccessLevel> levels = new TreeMap<>();
        for (String word : words) {
            String[] parts = word.split(":", 2);
            AccessLevel level = AccessLevel.parse(parts[parts.length - 1]);
            if (parts.length != 2 || level == null) {
                throw new IllegalArgumentException("write a permission as name:level, not " + word);
            }
            levels.put(parts[0], level);
        }
        return new PermissionSet(levels);
    }

    @Nullable
    AccessLevel level(String name) {
        return levels.get(name);
    }

    boolean allows(String name, AccessLevel wanted) {
        AccessLevel held = levels.get(name);
        return held != null && held.covers(wanted);
    }

    ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        levels.forEach((name, level) -> json.put(name, level.word()));
        return json;
    }
}

package botcreds.broker.policy;

import botcreds.broker.model.Level;
import botcreds.broker.model.PermissionCatalog;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a rule says of permissions. It is read in two ways that both err to the safe side: to stop or ask, a named level
 * reaches everything at or above it; to approve, it covers only what GitHub has at that level or below.
 */
final class PermissionTerms {
    /** Creates, deletes and opens repositories; GitHub calls it write, everybody else calls it admin. */
    private static final String ADMINISTRATION = "administration";

    static final PermissionTerms ALL = new PermissionTerms(Map.of(), Set.of(Level.READ), List.of());

    private final Map<String, Set<Level>> named;
    private final Set<Level> bare;
    private final List<String> words;

    private PermissionTerms(Map<String, Set<Level>> named, Set<Level> bare, List<String> words) {
        this.named = Map.copyOf(named);
        this.bare = Set.copyOf(bare);
        this.words = List.copyOf(words);
    }

    /** Compiles words that {@link #fault} found nothing wrong with. */
    static PermissionTerms of(List<String> words) {
        Map<String, Set<Level>> named = new HashMap<>();
        Set<Level> bare = EnumSet.noneOf(Level.class);
        for (String word : words) {
            int colon = word.indexOf(':');
            Level level = Level.parse(word.substring(colon + 1))
                    .orElseThrow(() -> new IllegalArgumentException("not a permission: " + word));
            if (colon < 0) {
                bare.add(level);
            } else {
                named.computeIfAbsent(word.substring(0, colon), name -> EnumSet.noneOf(Level.class))
                        .add(level);
            }
        }
        return new PermissionTerms(named, bare, words);
    }

    /** Returns what is wrong with a word and how to correct it. */
    static Optional<String> fault(String word, boolean bareAllowed) {
        int colon = word.indexOf(':');
        String name = colon < 0 ? word : word.substring(0, colon);
        if (colon < 0 && Level.parse(word).isPresent()) {
            return bareAllowed
                    ? Optional.empty()
                    : Optional.of("\"" + word + "\" needs a permission before it, such as contents:" + word + ".");
        }
        if (!PermissionCatalog.knows(name)) {
            return Optional.of("GitHub has no permission \"" + name + "\"."
                    + PermissionCatalog.suggest(name)
                            .map(near -> " Did you mean \"" + near + "\"?")
                            .orElse(" Known: " + String.join(", ", PermissionCatalog.names()) + "."));
        }
        if (colon < 0) {
            return Optional.of("\"" + word + "\" lacks a level; write " + name + ":" + levels(name) + ".");
        }
        Optional<Level> level = Level.parse(word.substring(colon + 1));
        if (level.isEmpty() || !PermissionCatalog.knows(name, level.get())) {
            return Optional.of("GitHub has no \"" + word + "\"; the levels of " + name + " are " + levels(name) + ".");
        }
        return Optional.empty();
    }

    /** Tells whether what is asked is at or above something named here. */
    boolean reaches(String name, Level asked) {
        return bare.stream().anyMatch(asked::covers)
                || named.getOrDefault(name, Set.of()).stream().anyMatch(asked::covers)
                || (isAdministration(name, asked) && bare.contains(Level.ADMIN));
    }

    /** Tells whether something named here gives what is asked. */
    boolean covers(String name, Level asked) {
        return named.getOrDefault(name, Set.of()).stream().anyMatch(level -> level.covers(asked))
                || bare.stream().anyMatch(level -> level.covers(asked) && PermissionCatalog.knows(name, level))
                || (bare.contains(Level.ADMIN) && name.equals(ADMINISTRATION) && Level.WRITE.covers(asked));
    }

    /** Returns what was written, empty for everything. */
    List<String> words() {
        return words;
    }

    private static boolean isAdministration(String name, Level asked) {
        return name.equals(ADMINISTRATION) && asked.covers(Level.WRITE);
    }

    private static String levels(String name) {
        return String.join(
                " or ", PermissionCatalog.levels(name).stream().map(Level::word).toList());
    }
}

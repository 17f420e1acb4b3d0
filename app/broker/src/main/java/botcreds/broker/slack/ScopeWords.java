package botcreds.broker.slack;

import botcreds.broker.model.Level;
import botcreds.broker.model.PermissionCatalog;
import botcreds.broker.model.Permissions;
import botcreds.broker.model.Repository;
import botcreds.broker.model.Scope;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A repository and permissions as somebody typed them.
 *
 * @param scope empty when something is wrong with them
 * @param wrong what that is
 */
record ScopeWords(Optional<Scope> scope, String wrong) {
    /** Reads {@code OWNER/NAME} and then permissions, by blanks or commas. */
    static ScopeWords read(String repositoryWord, List<String> permissionWords) {
        Optional<Repository> repository = Repository.parse(repositoryWord, "github.com");
        if (repository.isEmpty()) {
            return wrong("The second word is not a repository; write OWNER/NAME.");
        }
        Map<String, Level> levels = new TreeMap<>();
        for (String words : permissionWords) {
            for (String word : words.split(",", -1)) {
                Optional<String> wrong = add(word, levels);
                if (wrong.isPresent()) {
                    return wrong(wrong.get());
                }
            }
        }
        return levels.isEmpty()
                ? wrong("Name a permission and its level, such as contents:write.")
                : new ScopeWords(Optional.of(Scope.of(List.of(repository.get()), Permissions.of(levels))), "");
    }

    private static ScopeWords wrong(String why) {
        return new ScopeWords(Optional.empty(), why);
    }

    /** Adds one permission, or returns what is wrong with it. */
    private static Optional<String> add(String word, Map<String, Level> levels) {
        if (word.isEmpty()) {
            return Optional.empty();
        }
        int colon = word.indexOf(':');
        if (colon < 1) {
            return Optional.of("Name each permission with its level, such as contents:write.");
        }
        String name = word.substring(0, colon);
        Optional<Level> level = Level.parse(word.substring(colon + 1));
        if (!PermissionCatalog.knows(name)) {
            return Optional.of("GitHub has no permission " + name
                    + PermissionCatalog.suggest(name)
                            .map(right -> "; did you mean " + right + "?")
                            .orElse("."));
        }
        if (level.isEmpty() || !PermissionCatalog.knows(name, level.get())) {
            List<String> known =
                    PermissionCatalog.levels(name).stream().map(Level::word).toList();
            return Optional.of(name + " has the level " + String.join(" or ", known) + ".");
        }
        levels.merge(name, level.get(), (one, other) -> one.covers(other) ? one : other);
        return Optional.empty();
    }
}

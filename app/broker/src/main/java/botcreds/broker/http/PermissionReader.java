package botcreds.broker.http;

import botcreds.broker.model.Level;
import botcreds.broker.model.PermissionCatalog;
import botcreds.broker.model.Permissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Collects permissions and holds each against what GitHub knows. */
final class PermissionReader {
    private final List<FieldProblem> problems;
    private final Map<String, Level> levels = new HashMap<>();
    private final int problemsBefore;

    PermissionReader(List<FieldProblem> problems) {
        this.problems = problems;
        this.problemsBefore = problems.size();
    }

    void add(String field, String name, String levelText) {
        if (!PermissionCatalog.knows(name)) {
            String hint = PermissionCatalog.suggest(name)
                    .map(meant -> "Did you mean " + meant + "?")
                    .orElseGet(() -> "GitHub's names are: " + String.join(", ", PermissionCatalog.names()) + ".");
            problem(field, "GitHub has no permission of this name.", hint);
            return;
        }
        Optional<Level> level = Level.parse(levelText).filter(each -> PermissionCatalog.knows(name, each));
        if (level.isEmpty()) {
            String known = PermissionCatalog.levels(name).stream()
                    .map(each -> name + ":" + each.word())
                    .collect(Collectors.joining(" or "));
            problem(field, "There is no such level of " + name + ".", "Write " + known + ".");
            return;
        }
        Level other = levels.put(name, level.get());
        if (other != null && other != level.get()) {
            problem(field, "It names " + name + " at two levels.", "Name the higher one only; it includes the lower.");
        }
    }

    /** Returns the permissions if every one of them was good and there was one at all. */
    Optional<Permissions> read() {
        if (problems.size() > problemsBefore) {
            return Optional.empty();
        }
        // An empty map means every permission of the App at GitHub; here it means a mistake.
        if (levels.isEmpty()) {
            problem(
                    "permissions",
                    "It names no permission.",
                    "Name what you need, for example [\"contents:read\"]; there is no wildcard.");
            return Optional.empty();
        }
        return Optional.of(Permissions.of(levels));
    }

    private void problem(String field, String detail, String hint) {
        problems.add(new FieldProblem(field, detail, hint));
    }
}

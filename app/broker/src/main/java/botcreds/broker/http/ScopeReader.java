package botcreds.broker.http;

import botcreds.broker.model.AsciiCase;
import botcreds.broker.model.Permissions;
import botcreds.broker.model.Repository;
import botcreds.broker.model.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads repositories and permissions as bots write them. Whatever is wrong is added to the list of problems. */
final class ScopeReader {
    private final String webHost;
    private final List<FieldProblem> problems;

    /** @param webHost see {@link Repository#parse} */
    ScopeReader(String webHost, List<FieldProblem> problems) {
        this.webHost = webHost;
        this.problems = problems;
    }

    /** @param field what the list is called; its elements are {@code field[0]} and so on, a single value just the name */
    Optional<List<Repository>> repositories(String field, List<String> texts, boolean single) {
        int before = problems.size();
        // An empty list means every repository at GitHub; here it means a mistake.
        if (texts.isEmpty() || texts.size() > Scope.MOST_REPOSITORIES) {
            problem(
                    field,
                    "It names " + texts.size() + " repositories.",
                    "Name 1 to " + Scope.MOST_REPOSITORIES + " repositories as owner/name.");
            return Optional.empty();
        }
        List<Repository> repositories = new ArrayList<>();
        for (int at = 0; at < texts.size(); at++) {
            Optional<Repository> repository = Repository.parse(texts.get(at), webHost);
            if (repository.isEmpty()) {
                problem(
                        single ? field : field + "[" + at + "]",
                        "This is not the name of a repository.",
                        "Write owner/name, or https://" + webHost + "/owner/name; there are no wildcards.");
            }
            repository.ifPresent(repositories::add);
        }
        long owners = repositories.stream()
                .map(each -> AsciiCase.fold(each.owner()))
                .distinct()
                .count();
        if (owners > 1) {
            problem(
                    field,
                    "The repositories belong to " + owners + " owners.",
                    "Ask once for each owner; GitHub issues a token for one installation at a time.");
        }
        return problems.size() == before ? Optional.of(repositories) : Optional.empty();
    }

    /** Reads {@code name:level} each. */
    Optional<Permissions> permissions(List<String> texts) {
        PermissionReader permissions = new PermissionReader(problems);
        for (int at = 0; at < texts.size(); at++) {
            String text = texts.get(at);
            String field = "permissions[" + at + "]";
            int colon = text.indexOf(':');
            if (colon < 0) {
                problem(field, "It has no level.", "Write name:level, for example contents:read.");
            } else {
                permissions.add(field, text.substring(0, colon), text.substring(colon + 1));
            }
        }
        return permissions.read();
    }

    private void problem(String field, String detail, String hint) {
        problems.add(new FieldProblem(field, detail, hint));
    }
}

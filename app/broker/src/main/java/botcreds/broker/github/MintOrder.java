package botcreds.broker.github;

import botcreds.broker.model.Scope;
import java.util.HashSet;
import java.util.List;

/**
 * One token to mint. Cannot be empty: to GitHub no repositories means all of them, and no permissions means all the App has.
 *
 * @param installationId GitHub's id of the installation on the owner of the repositories
 * @param repositoryIds  GitHub's ids, in the order of {@code scope.repositories()}
 * @param scope          what was approved; GitHub's answer must match it to the letter
 */
public record MintOrder(long installationId, List<Long> repositoryIds, Scope scope) {
    public MintOrder {
        repositoryIds = List.copyOf(repositoryIds);
        if (installationId <= 0 || repositoryIds.stream().anyMatch(id -> id <= 0)) {
            throw new IllegalArgumentException("GitHub's ids are positive");
        }
        if (repositoryIds.isEmpty()
                || repositoryIds.size() != scope.repositories().size()) {
            throw new IllegalArgumentException("an order names the id of each repository in its scope");
        }
        if (new HashSet<>(repositoryIds).size() != repositoryIds.size()) {
            throw new IllegalArgumentException("two repositories of an order cannot have one id");
        }
    }
}

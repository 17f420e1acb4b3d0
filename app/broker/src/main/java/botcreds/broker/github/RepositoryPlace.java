package botcreds.broker.github;

import botcreds.broker.model.Repository;

/**
 * A repository to do something in. The id leads; the name is what it was called when the request was made.
 *
 * @param installationId GitHub's id of the installation that covered it then
 */
public record RepositoryPlace(long installationId, long repositoryId, Repository repository) {
    public RepositoryPlace {
        if (installationId <= 0 || repositoryId <= 0) {
            throw new IllegalArgumentException("GitHub's ids are positive");
        }
    }
}

package botcreds.sandbox.github;

import java.util.Optional;

/**
 * Lets a token in to one repository. A repository the token does not see is 404, as if it were not there; one it sees
 * without the permission is 403.
 */
final class RepositoryGuard {
    /** An endpoint below {@code /repos/{owner}/{name}}; the open segments after these two begin at 2. */
    interface ForRepository {
        Answer answer(Call call, HostedRepository repository);
    }

    private final Guard guard;
    private final Repositories repositories;

    RepositoryGuard(Guard guard, Repositories repositories) {
        this.guard = guard;
        this.repositories = repositories;
    }

    Routes.Endpoint asks(String permission, AccessLevel level, ForRepository endpoint) {
        return guard.token((call, visitor) -> {
            String fullName = call.segment(0) + "/" + call.segment(1);
            Optional<HostedRepository> moved = repositories.findMoved(fullName).filter(visitor::sees);
            if (moved.isPresent()) {
                return Redirects.to(call, moved.get());
            }
            HostedRepository repository =
                    repositories.find(fullName).filter(visitor::sees).orElse(null);
            if (repository == null) {
                return Refusals.notFound();
            }
            return visitor.allows(permission, level)
                    ? endpoint.answer(call, repository)
                    : Refusals.lacks(permission, level);
        });
    }
}

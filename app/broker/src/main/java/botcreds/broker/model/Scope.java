package botcreds.broker.model;

import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * What is asked, shown, approved and minted: repositories of one owner, and permissions. Neither is ever empty, because
 * empty means everything at GitHub.
 *
 * @param repositories 1 to 50, sorted, without repetition
 * @param permissions  at least one
 */
public record Scope(List<Repository> repositories, Permissions permissions) {
    /** An installation token for more than this would no longer fit a message a human can read. */
    public static final int MOST_REPOSITORIES = 50;

    public Scope {
        repositories = List.copyOf(new TreeSet<>(repositories));
        if (repositories.isEmpty() || repositories.size() > MOST_REPOSITORIES) {
            throw new IllegalArgumentException("a scope names 1 to " + MOST_REPOSITORIES + " repositories");
        }
        String owner = AsciiCase.fold(repositories.get(0).owner());
        if (!repositories.stream().allMatch(each -> AsciiCase.fold(each.owner()).equals(owner))) {
            throw new IllegalArgumentException("all repositories of a scope have one owner");
        }
    }

    public static Scope of(Collection<Repository> repositories, Permissions permissions) {
        return new Scope(List.copyOf(repositories), permissions);
    }

    /** Tells whether the other is about none but these repositories, with none but these permissions, at no higher a level. */
    public boolean covers(Scope other) {
        return repositories.containsAll(other.repositories) && permissions.covers(other.permissions);
    }

    public String owner() {
        return repositories.get(0).owner();
    }

    public List<String> repositoryNames() {
        return repositories.stream().map(Repository::fullName).toList();
    }
}

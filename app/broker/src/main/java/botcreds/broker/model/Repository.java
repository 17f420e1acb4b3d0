package botcreds.broker.model;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A repository by its full name. Two names are equal when they differ only in ASCII case, as at GitHub.
 *
 * @param owner a user or organization: letters, digits and single inner hyphens, 39 characters at most
 * @param name  1 to 100 of {@code A-Z a-z 0-9 . _ -}, ending neither in {@code .} nor in {@code .git}
 */
public record Repository(String owner, String name) implements Comparable<Repository> {
    private static final Pattern OWNER = Pattern.compile("[A-Za-z0-9](?:-?[A-Za-z0-9]){0,38}");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,100}");

    public Repository {
        if (owner.length() > 39 || !OWNER.matcher(owner).matches()) {
            throw new IllegalArgumentException("not a GitHub owner's name");
        }
        if (!NAME.matcher(name).matches()
                || name.endsWith(".")
                || AsciiCase.fold(name).endsWith(".git")) {
            throw new IllegalArgumentException("not a GitHub repository's name");
        }
    }

    /**
     * Reads {@code owner/name}, with one {@code .git} at the end allowed, or the same behind {@code https://HOST/}.
     * Reading what this returned gives the same again.
     *
     * @param webHost the host, and port if any, of the configured GitHub's web address; no other host is accepted
     * @return empty for everything else; nothing is trimmed, decoded or guessed
     */
    public static Optional<Repository> parse(String text, String webHost) {
        String path = text;
        String prefix = "https://" + AsciiCase.fold(webHost) + "/";
        if (AsciiCase.fold(text).startsWith(prefix)) {
            path = text.substring(prefix.length());
        }
        if (AsciiCase.fold(path).endsWith(".git")) {
            path = path.substring(0, path.length() - ".git".length());
        }
        int slash = path.indexOf('/');
        if (slash < 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Repository(path.substring(0, slash), path.substring(slash + 1)));
        } catch (IllegalArgumentException impossible) {
            return Optional.empty();
        }
    }

    /** Returns {@code owner/name} with the case it was written in. */
    public String fullName() {
        return owner + "/" + name;
    }

    /** Returns the full name in the form that is compared and indexed. */
    public String folded() {
        return AsciiCase.fold(fullName());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Repository that && folded().equals(that.folded());
    }

    @Override
    public int hashCode() {
        return folded().hashCode();
    }

    @Override
    public int compareTo(Repository other) {
        return folded().compareTo(other.folded());
    }

    @Override
    public String toString() {
        return fullName();
    }
}

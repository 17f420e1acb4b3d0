package botcreds.client;

import java.util.Map;

/**
 * How git uses a token. Everything but the user's name has the token in it, so {@link #toString} shows only that. Immutable.
 */
public final class GitAccess {
    private final transient String cloneUrl;
    private final transient Map<String, String> cloneUrls;
    private final transient String askpassScript;
    private final String username;

    GitAccess(String cloneUrl, Map<String, String> cloneUrls, String askpassScript, String username) {
        this.cloneUrl = cloneUrl;
        this.cloneUrls = Map.copyOf(cloneUrls);
        this.askpassScript = askpassScript;
        this.username = username;
    }

    /** The URL of the first repository, with the token in it. git keeps it in {@code .git/config}; prefer askpass. */
    public String cloneUrl() {
        return cloneUrl;
    }

    /** The URL of each repository by its full name, when there are several; otherwise empty. */
    public Map<String, String> cloneUrls() {
        return cloneUrls;
    }

    /** A shell script for {@code GIT_ASKPASS}; write it to a file of mode 0700 and set {@code GIT_TERMINAL_PROMPT=0}. */
    public String askpassScript() {
        return askpassScript;
    }

    public String username() {
        return username;
    }

    @Override
    public String toString() {
        return "GitAccess[username=" + username + "]";
    }
}

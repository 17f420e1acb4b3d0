package botcreds.client;

import java.net.URI;
import java.util.Map;

/**
 * How git uses a token. The URLs and the script have the token in them, so {@link #toString} does not show them. Immutable.
 */
public final class GitAccess {
    private final String origin;
    private final transient String cloneUrl;
    private final transient Map<String, String> cloneUrls;
    private final transient String askpassScript;
    private final String username;

    GitAccess(String cloneUrl, Map<String, String> cloneUrls, String askpassScript, String username) {
        this.origin = origin(cloneUrl);
        this.cloneUrl = cloneUrl;
        this.cloneUrls = Map.copyOf(cloneUrls);
        this.askpassScript = askpassScript;
        this.username = username;
    }

    /** GitHub's scheme and host, {@code https://github.com}: the one place that the token is for. */
    public String origin() {
        return origin;
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

    private static String origin(String cloneUrl) {
        try {
            URI url = URI.create(cloneUrl);
            String authority = url.getRawAuthority();
            if (url.getScheme() != null && authority != null) {
                return url.getScheme() + "://" + authority.substring(authority.lastIndexOf('@') + 1);
            }
        } catch (IllegalArgumentException malformed) {
            // Its message quotes the URL, and the URL holds the token.
        }
        throw new UnexpectedAnswer("its clone_url is not a URL", null);
    }

    @Override
    public String toString() {
        return "GitAccess[origin=" + origin + ", username=" + username + "]";
    }
}

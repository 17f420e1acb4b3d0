package botcreds.broker.gitpolicy;

import java.net.URI;

/**
 * Where the policy is.
 *
 * @param url    https or ssh, without a secret in it; http for this machine alone
 * @param branch without {@code refs/heads/}
 * @param path   of the file, from the top of the repository
 */
public record GitSource(URI url, String branch, String path) {
    String ref() {
        return "refs/heads/" + branch;
    }

    boolean isSsh() {
        return "ssh".equals(url.getScheme());
    }

    /** The way an operator writes it. */
    @Override
    public String toString() {
        return url + "#" + branch + ":" + path;
    }
}

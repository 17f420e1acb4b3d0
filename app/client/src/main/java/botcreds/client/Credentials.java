package botcreds.client;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A token, and all that is needed to use it. Printing it shows no secret. Immutable.
 *
 * @param requestId        what to name when refreshing, collecting again or releasing
 * @param tokenId          the broker's name for this token, as in its audit log
 * @param expiresAt        when the token stops to work
 * @param repos            full names of the repositories it opens
 * @param permissions      as {@code name:level}
 * @param approval         {@code auto} if policy decided, {@code manual} if a human did
 * @param sessionExpiresAt until when it can be refreshed without asking; empty for what is no session
 * @param ask              what was asked, for asking again; empty for what was collected by its id
 */
public record Credentials(
        String requestId,
        String tokenId,
        Token token,
        Instant expiresAt,
        List<String> repos,
        List<String> permissions,
        String approval,
        Optional<Instant> sessionExpiresAt,
        GitAccess git,
        Attribution attribution,
        Optional<Ask> ask) {
    /** A clone or a push that starts now should end before the token does; git does not ask a second time. */
    private static final Duration SOON = Duration.ofMinutes(5);

    public Credentials {
        repos = List.copyOf(repos);
        permissions = List.copyOf(permissions);
    }

    /** The address of the first repository without the token, fit for argument lists and {@code .git/config}. */
    public String repoUrl() {
        return git.origin() + "/" + repos.get(0) + ".git";
    }

    /**
     * Adds the token under the names by which {@code gh} and most agents look for it. A variable cannot be refreshed: for work
     * that outlasts the token ask a session anew for each process.
     *
     * @param environment of a process to be, from {@link ProcessBuilder#environment}
     */
    public void env(Map<String, String> environment) {
        String host = git.origin().substring(git.origin().indexOf("://") + 3);
        boolean isPublic = host.equals("github.com");
        environment.put(isPublic ? "GH_TOKEN" : "GH_ENTERPRISE_TOKEN", token.reveal());
        environment.put("GITHUB_TOKEN", token.reveal());
        if (!isPublic) {
            environment.put("GH_HOST", host);
        }
    }

    /**
     * Writes a program for {@code GIT_ASKPASS}, which is to be closed after use.
     *
     * @throws IOException if it cannot be written
     */
    public AskpassHelper gitAskpassHelper() throws IOException {
        return AskpassHelper.write(this);
    }

    /** The URL of the first repository, with the token in it; see {@link GitAccess#cloneUrl}. */
    public String cloneUrl() {
        return git.cloneUrl();
    }

    /** A script for {@code GIT_ASKPASS}, with the token in it; see {@link GitAccess#askpassScript}. */
    public String askpassScript() {
        return git.askpassScript();
    }

    /** Tells whether five minutes or less are left, by this machine's clock. */
    public boolean expiresSoon() {
        return expiresSoon(Clock.systemUTC());
    }

    /** Tells whether five minutes or less are left. */
    public boolean expiresSoon(Clock clock) {
        return !clock.instant().plus(SOON).isBefore(expiresAt);
    }
}

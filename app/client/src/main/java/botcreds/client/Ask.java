package botcreds.client;

import java.net.URI;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * What a bot wants, and why. The broker judges the words; only what could mean "everything" is refused here already.
 * Immutable.
 *
 * @param repos       1 to 50 of {@code owner/name}, all of one owner
 * @param permissions at least one {@code name:level}, with GitHub's names and {@code read}, {@code write} or {@code admin}
 * @param reason      what it is for; a human may decide by it, and the audit log keeps it
 * @param ttl         whole seconds; the broker's default is an hour
 * @param callbackUrl an https address that is told when somebody has decided
 * @param publicKey   one line of OpenSSH, for a deploy key made from the bot's own key pair
 */
public record Ask(
        List<String> repos,
        List<String> permissions,
        String reason,
        Optional<Duration> ttl,
        Optional<URI> callbackUrl,
        Optional<String> publicKey) {
    public Ask {
        repos = List.copyOf(repos);
        permissions = List.copyOf(permissions);
        if (repos.isEmpty() || permissions.isEmpty()) {
            // At GitHub an empty list means all there is.
            throw new IllegalArgumentException("name at least one repository and one permission");
        }
        if (ttl.filter(asked -> asked.isNegative() || !asked.equals(asked.truncatedTo(ChronoUnit.SECONDS)))
                .isPresent()) {
            throw new IllegalArgumentException("the ttl must be whole seconds, and not below zero");
        }
    }

    /** Asks for one repository. */
    public static Ask of(String repo, String reason, String... permissions) {
        return of(List.of(repo), reason, permissions);
    }

    /** Asks for several repositories of one owner. */
    public static Ask of(List<String> repos, String reason, String... permissions) {
        return new Ask(repos, List.of(permissions), reason, Optional.empty(), Optional.empty(), Optional.empty());
    }

    public Ask withTtl(Duration wanted) {
        return new Ask(repos, permissions, reason, Optional.of(wanted), callbackUrl, publicKey);
    }

    public Ask withCallbackUrl(URI url) {
        return new Ask(repos, permissions, reason, ttl, Optional.of(url), publicKey);
    }

    public Ask withPublicKey(String line) {
        return new Ask(repos, permissions, reason, ttl, callbackUrl, Optional.of(line));
    }
}

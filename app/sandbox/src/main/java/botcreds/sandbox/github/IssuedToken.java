package botcreds.sandbox.github;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the sandbox remembers of a token it minted; never the token itself.
 *
 * @param sha256 base64 of the SHA-256 of the token, which GitHub's audit log calls {@code hashed_token}
 * @param repositories ids it was narrowed to; null means all of the installation
 */
public record IssuedToken(
        String sha256,
        long installation,
        PermissionSet permissions,
        @Nullable Set<Long> repositories,
        Instant expiresAt) {
    public IssuedToken {
        repositories = repositories == null ? null : Set.copyOf(repositories);
    }
}

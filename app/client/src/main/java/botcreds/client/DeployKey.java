package botcreds.client;

import java.time.Instant;
import java.util.Optional;

/**
 * A deploy key: access to one repository, for git over SSH only. Printing it shows no secret. Immutable.
 *
 * @param githubId   GitHub's number for it
 * @param privateKey empty when the bot brought its own public key, because then only the bot has the other half
 * @param readOnly   whether it can fetch but not push
 * @param expiresAt  when the broker removes it from the repository
 * @param approval   {@code auto} if policy decided, {@code manual} if a human did
 */
public record DeployKey(
        String requestId,
        String tokenId,
        long githubId,
        String publicKey,
        Optional<String> privateKey,
        boolean readOnly,
        String sshUrl,
        Instant expiresAt,
        String approval,
        Attribution attribution) {
    @Override
    public String toString() {
        return "DeployKey[requestId=" + requestId + ", tokenId=" + tokenId + ", sshUrl=" + sshUrl + ", readOnly="
                + readOnly + ", expiresAt=" + expiresAt + "]";
    }
}

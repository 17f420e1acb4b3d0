package botcreds.broker.model;

import java.time.Instant;
import java.util.Optional;

/**
 * What was minted, without the secret itself.
 *
 * @param step          which refresh of the request it belongs to
 * @param tokenSha256   base64 of SHA-256 over the token, as in GitHub's audit log; for a deploy key over its public half
 * @param expiresAt     when the broker ends it: never after {@code githubExpiresAt}
 * @param githubExpiresAt when GitHub ends it by itself; for a deploy key, which GitHub never ends, the same as {@code expiresAt}
 * @param deployKey     where GitHub keeps it, if it is a deploy key
 */
public record Credential(
        TokenId id,
        RequestId request,
        BotId bot,
        int step,
        CredentialState state,
        String tokenSha256,
        Instant issuedAt,
        Instant expiresAt,
        Instant githubExpiresAt,
        Optional<DeployKey> deployKey) {}

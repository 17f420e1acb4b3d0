package botcreds.broker.store;

import botcreds.broker.model.BotId;
import botcreds.broker.model.Credential;
import botcreds.broker.model.CredentialState;
import botcreds.broker.model.DeployKey;
import botcreds.broker.model.Repository;
import botcreds.broker.model.RequestId;
import botcreds.broker.model.Secret;
import botcreds.broker.model.TokenId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What was minted. The token itself is there only sealed, and only until it is dead. */
public final class Credentials {
    private final Sql sql;
    private final SealKey key;

    Credentials(Sql sql, SealKey key) {
        this.sql = sql;
        this.key = key;
    }

    /** Adds a credential of a request that is stored already. */
    public void insert(Credential credential, Secret secret) {
        Optional<DeployKey> deployKey = credential.deployKey();
        sql.update(
                """
                INSERT INTO credential
                  (token_id, request_id, bot, step, state, token_sha256, issued_at, expires_at, github_expires_at,
                   deploy_key_id, deploy_key_public, deploy_key_read_only, sealed, alive_bot, due_at, tries)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)
                """,
                credential.id().value(),
                credential.request().value(),
                credential.bot().value(),
                credential.step(),
                credential.state(),
                credential.tokenSha256(),
                credential.issuedAt(),
                credential.expiresAt(),
                credential.githubExpiresAt(),
                deployKey.map(DeployKey::githubId),
                deployKey.map(DeployKey::publicKey),
                deployKey.map(DeployKey::readOnly),
                key.seal(credential, secret),
                credential.bot().value(),
                credential.expiresAt());
        sql.update("INSERT INTO alive_credential_scope (token_id, owner_name, repositories)"
                + " SELECT ?, ?, repositories FROM access_request WHERE id = ?");
    }

    public Optional<Credential> of(RequestId request, int step) {
        throw new IllegalStateException("soon");
    }

    public Optional<Credential> byId(TokenId id) {
        throw new IllegalStateException("soon");
    }

    public List<Credential> alive(RequestId request) {
        throw new IllegalStateException("soon");
    }

    public List<Credential> aliveOf(BotId bot) {
        throw new IllegalStateException("soon");
    }

    public List<Credential> aliveIn(Repository repository) {
        throw new IllegalStateException("soon");
    }

    public Optional<Secret> reveal(Credential credential) {
        throw new IllegalStateException("soon");
    }

    public boolean change(Credential before, CredentialState to) {
        throw new IllegalStateException("soon");
    }

    public List<Credential> due(Instant now, int limit) {
        throw new IllegalStateException("soon");
    }

    public void retryRevocation(TokenId id, Instant at, String why) {
        throw new IllegalStateException("soon");
    }
}

package botcreds.broker.store;

import botcreds.broker.model.AccessRequest;
import botcreds.broker.model.BotId;
import botcreds.broker.model.Credential;
import botcreds.broker.model.CredentialState;
import botcreds.broker.model.DeployKey;
import botcreds.broker.model.Level;
import botcreds.broker.model.Permissions;
import botcreds.broker.model.Repository;
import botcreds.broker.model.RequestId;
import botcreds.broker.model.Secret;
import botcreds.broker.model.TokenId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What was minted. The token itself is there only sealed, and only until it is dead. */
public final class Credentials {
    private static final String COLUMN_NAMES = """
            SELECT c.token_id, c.request_id, c.bot, c.step, c.state, c.token_sha256, c.issued_at, c.expires_at,
                   c.github_expires_at, c.deploy_key_id, c.deploy_key_public, c.deploy_key_read_only""";
    private static final String COLUMNS = COLUMN_NAMES + "\n  FROM credential c\n";
    static final String COLUMNS_AND_SEAL = COLUMN_NAMES + ", c.sealed, c.sealed_with\n  FROM credential c\n";
    private static final String INSERT = """
            INSERT INTO credential
              (token_id, request_id, bot, step, state, token_sha256, issued_at, expires_at, github_expires_at,
               deploy_key_id, deploy_key_public, deploy_key_read_only, sealed, sealed_with, alive_bot, due_at, tries)
            VALUES (?, ?, ?, ?, 'ACTIVE', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)
            """;

    /** GitHub's hour, and what a clock may be off. */
    private static final Duration LONGEST_TOKEN = Duration.ofMinutes(65);

    /** A push that began before a token's end is told of after it. */
    private static final Duration GRACE = Duration.ofMinutes(10);

    private static final int MOST_COUNTED = 100_000;

    private final Sql sql;
    private final Moment moment;
    private final SealKeys keys;

    Credentials(Sql sql, Moment moment, SealKeys keys) {
        this.sql = sql;
        this.moment = moment;
        this.keys = keys;
    }

    /**
     * Adds an active credential and seals its secret.
     *
     * @param request for which it was minted, as it is stored
     * @throws IllegalArgumentException if it is not active, or was minted for another request
     */
    public void insert(Credential credential, AccessRequest request, Secret secret) {
        if (credential.state() != CredentialState.ACTIVE
                || !credential.request().equals(request.id())) {
            throw new IllegalArgumentException("a credential starts active, and belongs to its request");
        }
        Optional<DeployKey> deployKey = credential.deployKey();
        sql.insertLater(
                INSERT,
                credential.id().value(),
                credential.request().value(),
                credential.bot().value(),
                credential.step(),
                credential.tokenSha256(),
                credential.issuedAt(),
                credential.expiresAt(),
                credential.githubExpiresAt(),
                deployKey.map(DeployKey::githubId),
                deployKey.map(DeployKey::publicKey),
                deployKey.map(DeployKey::readOnly),
                keys.first().seal(credential, secret),
                keys.first().id(),
                credential.bot().value(),
                credential.expiresAt());
        request.scope()
                .repositories()
                .forEach(each -> sql.insertLater(
                        "INSERT INTO alive_credential_repository (folded, token_id) VALUES (?, ?)",
                        each.folded(),
                        credential.id().value()));
    }

    public Optional<Credential> of(RequestId request, int step) {
        return sql.first(COLUMNS + "WHERE c.request_id = ? AND c.step = ?", Credentials::read, request.value(), step);
    }

    public Optional<Credential> byId(TokenId id) {
        return sql.first(COLUMNS + "WHERE c.token_id = ?", Credentials::read, id.value());
    }

    /** Those of a request that may still work at GitHub, oldest step first. */
    public List<Credential> alive(RequestId request) {
        return sql.list(
                COLUMNS + "WHERE c.request_id = ? AND c.alive_bot IS NOT NULL ORDER BY c.step",
                Credentials::read,
                request.value());
    }

    /** How many of each bot may still work at GitHub. Names a range, because no index finds what is merely not null in H2. */
    public Map<BotId, Integer> countAlive() {
        return countByBot("");
    }

    /** How many of each bot are being revoked. */
    public Map<BotId, Integer> countRevoking() {
        return countByBot("AND state = 'REVOKING' ");
    }

    private Map<BotId, Integer> countByBot(String only) {
        Map<BotId, Integer> counts = new HashMap<>();
        sql.list(
                        "SELECT alive_bot, COUNT(*) AS n FROM credential WHERE alive_bot >= '' " + only
                                + "GROUP BY alive_bot",
                        row -> Map.entry(new BotId(row.getString("alive_bot")), row.getInt("n")))
                .forEach(each -> counts.put(each.getKey(), each.getValue()));
        return counts;
    }

    /** How many each bot was given of an installation since a time; of the newest 100,000 at most. */
    public Map<BotId, Integer> given(long installation, Instant since) {
        Map<BotId, Integer> counts = new HashMap<>();
        sql.list(
                        """
                        SELECT c.bot, COUNT(*) AS n
                          FROM (SELECT bot, request_id FROM credential WHERE issued_at >= ? ORDER BY issued_at DESC LIMIT ?) c
                               JOIN access_request r ON r.id = c.request_id
                         WHERE r.installation_id = ?
                         GROUP BY c.bot
                        """,
                        row -> Map.entry(new BotId(row.getString("bot")), row.getInt("n")),
                        since,
                        MOST_COUNTED,
                        installation)
                .forEach(each -> counts.put(each.getKey(), each.getValue()));
        return counts;
    }

    /** Those of a bot that may still work at GitHub, oldest first. */
    public List<Credential> aliveOf(BotId bot) {
        return sql.list(
                COLUMNS + "WHERE c.alive_bot = ? ORDER BY c.issued_at, c.token_id", Credentials::read, bot.value());
    }

    /** The one that still knows this deploy key, by GitHub's id of it. */
    public Optional<Credential> aliveByDeployKey(long githubId) {
        return sql.first(
                COLUMNS + "WHERE c.deploy_key_id = ? AND c.alive_bot IS NOT NULL", Credentials::read, githubId);
    }

    /**
     * The bots that held something with which they could push to a repository at some time: a token that may write contents
     * there, with some minutes of grace for what was under way, or a deploy key.
     */
    public Set<BotId> couldPushTo(long repositoryId, Repository named, Instant at) {
        Set<BotId> bots = new HashSet<>();
        sql.list(
                        """
                        SELECT c.bot, r.repository_ids, r.permissions
                          FROM credential c JOIN access_request r ON r.id = c.request_id
                         WHERE c.issued_at >= ? AND c.issued_at <= ? AND c.expires_at >= ?
                        """,
                        row -> canPush(row, repositoryId)
                                ? Optional.of(new BotId(row.getString("bot")))
                                : Optional.<BotId>empty(),
                        at.minus(LONGEST_TOKEN),
                        at.plus(GRACE),
                        at.minus(GRACE))
                .forEach(each -> each.ifPresent(bots::add));
        aliveIn(named).stream()
                .filter(each -> each.deployKey().filter(key -> !key.readOnly()).isPresent())
                .forEach(each -> bots.add(each.bot()));
        return bots;
    }

    private static boolean canPush(ResultSet row, long repositoryId) throws SQLException {
        return Columns.words(row, "repository_ids").contains(Long.toString(repositoryId))
                && Permissions.ofWords(Columns.words(row, "permissions"))
                        .covers(Permissions.of(Map.of("contents", Level.WRITE)));
    }

    /** Those of every bot that may still work at GitHub, by bot, oldest first. Names a range, as {@link #countAlive} does. */
    public List<Credential> alive() {
        return sql.list(
                COLUMNS + "WHERE c.alive_bot >= '' ORDER BY c.alive_bot, c.issued_at, c.token_id", Credentials::read);
    }

    /** Those of every bot that may still work at GitHub, newest first. */
    public List<Credential> newestAlive(int limit) {
        return sql.list(
                COLUMNS + "WHERE c.alive_bot >= '' ORDER BY c.issued_at DESC, c.token_id LIMIT ?",
                Credentials::read,
                limit);
    }

    /** Those that may still work at GitHub and reach this repository, oldest first. */
    public List<Credential> aliveIn(Repository repository) {
        return sql.list(
                COLUMNS + "JOIN alive_credential_repository r ON r.token_id = c.token_id WHERE r.folded = ?"
                        + " ORDER BY c.issued_at, c.token_id",
                Credentials::read,
                repository.folded());
    }

    /**
     * Opens the sealed secret.
     *
     * @return empty once the credential is dead
     * @throws SealBroken if the ciphertext was not sealed for this very credential with a key that is here
     */
    public Optional<Secret> reveal(Credential credential) {
        return sql.first(
                "SELECT sealed, sealed_with FROM credential WHERE token_id = ? AND sealed IS NOT NULL",
                row -> keys.open(credential, Optional.ofNullable(row.getString("sealed_with")), row.getBytes("sealed")),
                credential.id().value());
    }

    /**
     * Changes the state, if it still is as it was read. The sealed secret goes with a credential's death.
     *
     * @return true if and only if the row changed
     * @throws IllegalArgumentException if no credential may change like that
     */
    public boolean change(Credential before, CredentialState to) {
        boolean dies = !to.isAlive();
        boolean startsToDie = before.state() == CredentialState.ACTIVE && to == CredentialState.REVOKING;
        if (!before.state().isAlive() || !(dies || startsToDie)) {
            throw new IllegalArgumentException("a credential cannot go from " + before.state() + " to " + to);
        }
        if (startsToDie) {
            return sql.update(
                            "UPDATE credential SET state = 'REVOKING', due_at = ? WHERE token_id = ? AND state = 'ACTIVE'",
                            moment.now(),
                            before.id().value())
                    == 1;
        }
        boolean changed = sql.update("""
                        UPDATE credential SET state = ?, sealed = NULL, sealed_with = NULL, alive_bot = NULL, due_at = NULL
                         WHERE token_id = ? AND state = ?
                        """, to, before.id().value(), before.state()) == 1;
        if (changed) {
            sql.update(
                    "DELETE FROM alive_credential_repository WHERE token_id = ?",
                    before.id().value());
        }
        return changed;
    }

    /** Active ones whose time is over and revocations to try (again), longest due first. */
    public List<Credential> due(Instant now, int limit) {
        return sql.list(COLUMNS + "WHERE c.due_at <= ? ORDER BY c.due_at LIMIT ?", Credentials::read, now, limit);
    }

    /**
     * Puts off the next try to end it; why is for the operator and holds no secret.
     *
     * @return how often it was tried in vain; 0 if it is dead already
     */
    public int retryRevocation(TokenId id, Instant at, String why) {
        int waiting = sql.update(
                "UPDATE credential SET due_at = ?, tries = tries + 1, trouble = ?"
                        + " WHERE token_id = ? AND alive_bot IS NOT NULL",
                at,
                why,
                id.value());
        return waiting == 0
                ? 0
                : sql.first("SELECT tries FROM credential WHERE token_id = ?", row -> row.getInt("tries"), id.value())
                        .orElse(0);
    }

    static Credential read(ResultSet row) throws SQLException {
        return new Credential(
                new TokenId(row.getString("token_id")),
                new RequestId(row.getString("request_id")),
                new BotId(row.getString("bot")),
                row.getInt("step"),
                CredentialState.valueOf(row.getString("state")),
                row.getString("token_sha256"),
                Columns.instant(row, "issued_at"),
                Columns.instant(row, "expires_at"),
                Columns.instant(row, "github_expires_at"),
                deployKey(row));
    }

    private static Optional<DeployKey> deployKey(ResultSet row) throws SQLException {
        String publicKey = row.getString("deploy_key_public");
        if (publicKey == null) {
            return Optional.empty();
        }
        return Optional.of(
                new DeployKey(row.getLong("deploy_key_id"), publicKey, row.getBoolean("deploy_key_read_only")));
    }
}

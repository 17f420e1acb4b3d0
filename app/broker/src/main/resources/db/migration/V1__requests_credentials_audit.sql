-- One SQL for H2 and PostgreSQL. VARCHAR without a length, because TEXT is a large object in H2.
-- due_at columns hold when time alone will change a row, and NULL once nothing will: one small index finds what is due.

CREATE TABLE access_request (
    id              VARCHAR(30)  NOT NULL PRIMARY KEY,
    short_id        VARCHAR(16)  NOT NULL,
    bot             VARCHAR(64)  NOT NULL,
    fingerprint     VARCHAR(128) NOT NULL,
    repositories    VARCHAR      NOT NULL,
    repository_ids  VARCHAR      NOT NULL,
    permissions     VARCHAR      NOT NULL,
    installation_id BIGINT       NOT NULL,
    reason          VARCHAR      NOT NULL,
    kind            VARCHAR(32)  NOT NULL,
    ttl_millis      BIGINT       NOT NULL,
    state           VARCHAR(16)  NOT NULL,
    revision        INTEGER      NOT NULL,
    step            INTEGER      NOT NULL,
    approval        VARCHAR(16),
    decided_by      VARCHAR,
    decided_name    VARCHAR,
    decided_at      TIMESTAMP(6) WITH TIME ZONE,
    decided_reason  VARCHAR,
    policy_rule     VARCHAR      NOT NULL,
    policy_digest   VARCHAR      NOT NULL,
    created_at      TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    expires_at      TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    grant_ends_at   TIMESTAMP(6) WITH TIME ZONE,
    callback_url    VARCHAR,
    client_ip       VARCHAR      NOT NULL,
    due_at          TIMESTAMP(6) WITH TIME ZONE
);
CREATE INDEX access_request_by_short_id ON access_request (short_id);
CREATE INDEX access_request_by_state ON access_request (state, bot, fingerprint);
CREATE INDEX access_request_by_due_at ON access_request (due_at);

CREATE TABLE vote (
    request_id VARCHAR(30) NOT NULL,
    revision   INTEGER     NOT NULL,
    human_id   VARCHAR     NOT NULL,
    name       VARCHAR     NOT NULL,
    surface    VARCHAR(32) NOT NULL,
    at         TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    PRIMARY KEY (request_id, revision, human_id)
);

CREATE TABLE mint_attempt (
    request_id  VARCHAR(30) NOT NULL,
    step        INTEGER     NOT NULL,
    epoch       INTEGER     NOT NULL,
    outcome     VARCHAR(16) NOT NULL,
    started_at  TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    lease_until TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    retry_at    TIMESTAMP(6) WITH TIME ZONE,
    due_at      TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    PRIMARY KEY (request_id, step, epoch)
);
CREATE INDEX mint_attempt_by_due_at ON mint_attempt (due_at);

CREATE TABLE credential (
    token_id             VARCHAR(30) NOT NULL PRIMARY KEY,
    request_id           VARCHAR(30) NOT NULL,
    bot                  VARCHAR(64) NOT NULL,
    step                 INTEGER     NOT NULL,
    state                VARCHAR(16) NOT NULL,
    token_sha256         VARCHAR(64) NOT NULL,
    issued_at            TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    expires_at           TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    github_expires_at    TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    deploy_key_id        BIGINT,
    deploy_key_public    VARCHAR,
    deploy_key_read_only BOOLEAN,
    sealed               BYTEA,
    alive_bot            VARCHAR(64),
    due_at               TIMESTAMP(6) WITH TIME ZONE,
    tries                INTEGER     NOT NULL,
    trouble              VARCHAR,
    UNIQUE (request_id, step)
);
CREATE INDEX credential_by_alive_bot ON credential (alive_bot);
CREATE INDEX credential_by_due_at ON credential (due_at);

-- Rows of living credentials only: they go when the credential dies.
CREATE TABLE alive_credential_repository (
    folded   VARCHAR(140) NOT NULL,
    token_id VARCHAR(30)  NOT NULL,
    PRIMARY KEY (folded, token_id)
);
CREATE INDEX alive_credential_repository_by_token_id ON alive_credential_repository (token_id);

-- The JSON is what is hashed; the other columns repeat of it what the log is searched by.
CREATE TABLE audit_log (
    seq        BIGINT      NOT NULL PRIMARY KEY,
    at         TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    event      VARCHAR(64) NOT NULL,
    bot        VARCHAR(64),
    request_id VARCHAR(30),
    json       VARCHAR     NOT NULL,
    hash       VARCHAR(64) NOT NULL
);
CREATE INDEX audit_log_by_event ON audit_log (event, seq DESC);
CREATE INDEX audit_log_by_bot ON audit_log (bot, seq DESC);
CREATE INDEX audit_log_by_request ON audit_log (request_id, seq DESC);

CREATE TABLE audit_repository (
    folded VARCHAR(140) NOT NULL,
    seq    BIGINT       NOT NULL
);
CREATE INDEX audit_repository_by_folded ON audit_repository (folded, seq DESC);

-- One row: the end of the chain. Every batch of every node locks it first.
CREATE TABLE audit_head (
    id   INTEGER     NOT NULL PRIMARY KEY CHECK (id = 1),
    seq  BIGINT      NOT NULL,
    at   TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    hash VARCHAR(64) NOT NULL
);
INSERT INTO audit_head (id, seq, at, hash)
VALUES (1, 0, TIMESTAMP WITH TIME ZONE '1970-01-01 00:00:00+00',
        '0000000000000000000000000000000000000000000000000000000000000000');

CREATE TABLE outbox (
    id         BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
    kind       VARCHAR(64) NOT NULL,
    subject    VARCHAR     NOT NULL,
    body       VARCHAR     NOT NULL,
    attempts   INTEGER     NOT NULL,
    created_at TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    due_at     TIMESTAMP(6) WITH TIME ZONE,
    trouble    VARCHAR
);
CREATE INDEX outbox_by_subject ON outbox (subject, id);
CREATE INDEX outbox_by_due_at ON outbox (due_at);

CREATE TABLE card (
    request_id VARCHAR(30) NOT NULL PRIMARY KEY,
    channel    VARCHAR     NOT NULL,
    message_ts VARCHAR     NOT NULL
);

CREATE TABLE idempotency_key (
    bot         VARCHAR(64)  NOT NULL,
    idem_key    VARCHAR      NOT NULL,
    fingerprint VARCHAR(128) NOT NULL,
    request_id  VARCHAR(30)  NOT NULL,
    expires_at  TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    PRIMARY KEY (bot, idem_key)
);
CREATE INDEX idempotency_key_by_expires_at ON idempotency_key (expires_at);

CREATE TABLE repository_name (
    folded    VARCHAR(140) NOT NULL PRIMARY KEY,
    full_name VARCHAR(140) NOT NULL,
    github_id BIGINT       NOT NULL
);
CREATE INDEX repository_name_by_github_id ON repository_name (github_id);

CREATE TABLE decision_count (
    bot         VARCHAR(64)  NOT NULL,
    fingerprint VARCHAR(128) NOT NULL,
    approved    INTEGER      NOT NULL,
    denied      INTEGER      NOT NULL,
    PRIMARY KEY (bot, fingerprint)
);

CREATE TABLE bot_lock (
    bot       VARCHAR(64) NOT NULL PRIMARY KEY,
    locked_by VARCHAR     NOT NULL,
    reason    VARCHAR     NOT NULL,
    at        TIMESTAMP(6) WITH TIME ZONE NOT NULL
);

CREATE TABLE api_key (
    key_id     VARCHAR(64) NOT NULL PRIMARY KEY,
    bot        VARCHAR(64) NOT NULL,
    sha256     VARCHAR(64) NOT NULL UNIQUE,
    created_at TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    expires_at TIMESTAMP(6) WITH TIME ZONE
);
CREATE INDEX api_key_by_bot ON api_key (bot);

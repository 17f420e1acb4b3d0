-- The public key a bot brought, kept from the ask to the making of the deploy key.
CREATE TABLE offered_key (
    request_id VARCHAR(40) NOT NULL PRIMARY KEY,
    public_key VARCHAR     NOT NULL
);

-- Repositories in which one of our deploy keys may be. A row goes when a look there has found none.
CREATE TABLE deploy_key_repository (
    github_id       BIGINT       NOT NULL PRIMARY KEY,
    full_name       VARCHAR(140) NOT NULL,
    installation_id BIGINT       NOT NULL,
    due_at          TIMESTAMP(6) WITH TIME ZONE NOT NULL
);
CREATE INDEX deploy_key_repository_by_due_at ON deploy_key_repository (due_at);
CREATE INDEX credential_by_deploy_key_id ON credential (deploy_key_id);
CREATE INDEX credential_by_issued_at ON credential (issued_at);

-- Pushes that GitHub told of. The delivery stays for a while after the rest is done with, so that a repeat is known.
CREATE TABLE push (
    delivery    VARCHAR(64) NOT NULL PRIMARY KEY,
    body        VARCHAR,
    received_at TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    tries       INTEGER     NOT NULL,
    due_at      TIMESTAMP(6) WITH TIME ZONE
);
CREATE INDEX push_by_due_at ON push (due_at);
CREATE INDEX push_by_received_at ON push (received_at);

-- Commits that violated the policy's attribution, until the branch is without them.
CREATE TABLE unattributed_commit (
    github_id BIGINT       NOT NULL,
    ref       VARCHAR      NOT NULL,
    sha       VARCHAR(64)  NOT NULL,
    why       VARCHAR      NOT NULL,
    PRIMARY KEY (github_id, ref, sha)
);
CREATE INDEX unattributed_commit_by_sha ON unattributed_commit (github_id, sha);

-- The public key a bot brought, kept from the ask to the making of the deploy key.
CREATE TABLE offered_key (
    request_id VARCHAR(30) NOT NULL PRIMARY KEY,
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

-- Signing in to the command: what a device asks and a human answers in Slack, and the tokens that came of it.
-- Both tables hold what lives and little else; what was is in the audit log.

CREATE TABLE device_login (
    login_id      VARCHAR(40) NOT NULL PRIMARY KEY,
    device_sha256 VARCHAR(64) NOT NULL UNIQUE,
    user_code     VARCHAR(16) NOT NULL UNIQUE,
    host          VARCHAR     NOT NULL,
    os_user       VARCHAR     NOT NULL,
    client_ip     VARCHAR     NOT NULL,
    state         VARCHAR(16) NOT NULL,
    human_id      VARCHAR,
    human_name    VARCHAR,
    created_at    TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    expires_at    TIMESTAMP(6) WITH TIME ZONE NOT NULL
);
CREATE INDEX device_login_by_expires_at ON device_login (expires_at);

CREATE TABLE human_token (
    token_id   VARCHAR(40) NOT NULL PRIMARY KEY,
    human_id   VARCHAR     NOT NULL,
    human_name VARCHAR     NOT NULL,
    sha256     VARCHAR(64) NOT NULL UNIQUE,
    host       VARCHAR     NOT NULL,
    created_at TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    expires_at TIMESTAMP(6) WITH TIME ZONE NOT NULL
);
CREATE INDEX human_token_by_human ON human_token (human_id);
CREATE INDEX human_token_by_expires_at ON human_token (expires_at);

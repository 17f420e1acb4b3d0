-- What a human lets a bot have without asking, for a while; beside the policy file. Rows of living ones only.
CREATE TABLE elevation (
    id           VARCHAR(40) NOT NULL PRIMARY KEY,
    bot          VARCHAR(64) NOT NULL,
    repositories VARCHAR     NOT NULL,
    permissions  VARCHAR     NOT NULL,
    granted_by   VARCHAR     NOT NULL,
    granted_name VARCHAR     NOT NULL,
    granted_at   TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    ends_at      TIMESTAMP(6) WITH TIME ZONE NOT NULL
);
CREATE INDEX elevation_by_bot ON elevation (bot);
CREATE INDEX elevation_by_ends_at ON elevation (ends_at);

-- When a rule last led to a credential, by what the rule says: its line moves when the file is edited.
CREATE TABLE rule_use (
    bot          VARCHAR(64) NOT NULL,
    rule         VARCHAR     NOT NULL,
    last_used_at TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    PRIMARY KEY (bot, rule)
);

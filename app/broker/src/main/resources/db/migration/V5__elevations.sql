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

-- What counted last of a policy that is kept in git, so that it goes on counting while the remote is gone, and so that every
-- node asks whatever comes next to descend from it.
CREATE TABLE git_policy (
    source      VARCHAR(400) NOT NULL PRIMARY KEY,
    commit_id   VARCHAR(64)  NOT NULL,
    content     TEXT         NOT NULL,
    accepted_at TIMESTAMP(6) WITH TIME ZONE NOT NULL
);

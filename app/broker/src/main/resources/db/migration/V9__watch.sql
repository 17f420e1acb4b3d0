-- What each bot has been given credentials for. It begins with what the log knows, so that nothing old counts as new.
CREATE TABLE used_repository (
    bot    VARCHAR(64)  NOT NULL,
    folded VARCHAR(140) NOT NULL,
    since  TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    PRIMARY KEY (bot, folded)
);
INSERT INTO used_repository (bot, folded, since)
SELECT l.bot, r.folded, MIN(l.at)
  FROM audit_log l JOIN audit_repository r ON r.seq = l.seq
 WHERE l.event = 'credential_issued' AND l.bot IS NOT NULL
 GROUP BY l.bot, r.folded;

-- When an alert was told last, and how often it has come again since.
CREATE TABLE alarm (
    kind     VARCHAR(32) NOT NULL,
    subject  VARCHAR(80) NOT NULL,
    headline VARCHAR     NOT NULL,
    told_at  TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    more     INTEGER     NOT NULL,
    PRIMARY KEY (kind, subject)
);

-- Since when the broker knows a key of the App: GitHub does not tell how old one is.
CREATE TABLE app_key (
    fingerprint VARCHAR(80) NOT NULL PRIMARY KEY,
    first_seen  TIMESTAMP(6) WITH TIME ZONE NOT NULL
);

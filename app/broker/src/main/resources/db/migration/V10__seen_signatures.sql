-- What Slack signed and was let in, for ten minutes each.
CREATE TABLE seen_signature (
    digest  VARCHAR(64) NOT NULL PRIMARY KEY,
    seen_at TIMESTAMP(6) WITH TIME ZONE NOT NULL
);
CREATE INDEX seen_signature_by_seen_at ON seen_signature (seen_at);

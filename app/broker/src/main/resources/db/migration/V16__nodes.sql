-- Brokers that share this database, each for as long as it has said that it lives, by the database's time.
CREATE TABLE node (
    id          VARCHAR(16) NOT NULL PRIMARY KEY,
    started_at  TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    alive_until TIMESTAMP(6) WITH TIME ZONE NOT NULL
);

-- One row: which node does what must be done once. The epoch tells one that was late from the one that took over.
CREATE TABLE duty (
    id          INTEGER     NOT NULL PRIMARY KEY CHECK (id = 1),
    node        VARCHAR(16),
    epoch       BIGINT      NOT NULL,
    lease_until TIMESTAMP(6) WITH TIME ZONE NOT NULL
);
INSERT INTO duty (id, epoch, lease_until) VALUES (1, 0, TIMESTAMP WITH TIME ZONE '1970-01-01 00:00:00+00');

-- Whose attempt it is, so that another node need not wait for the lease of one that is gone; empty in older rows.
ALTER TABLE mint_attempt ADD COLUMN node VARCHAR(16);

-- Who appended the row, so that every node can follow what the others do. The chain does not cover it.
ALTER TABLE audit_log ADD COLUMN node VARCHAR(16);

-- One row: the oldest schema version a broker must know to run on this schema. A migration that takes something away which
-- older brokers need raises it; one that only adds leaves it, and then old and new nodes run side by side.
CREATE TABLE schema_floor (
    id      INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    version INTEGER NOT NULL
);
INSERT INTO schema_floor (id, version) VALUES (1, 16);

-- What brokers that share this database must have in common, so that one that differs is found; empty for older brokers. Names and
-- hashes, never a key.
ALTER TABLE node ADD COLUMN place VARCHAR(300);
ALTER TABLE node ADD COLUMN seal_keys VARCHAR(1000);
ALTER TABLE node ADD COLUMN app VARCHAR(1000);
ALTER TABLE node ADD COLUMN policy VARCHAR(64);
ALTER TABLE node ADD COLUMN policy_since TIMESTAMP(6) WITH TIME ZONE;

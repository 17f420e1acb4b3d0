-- What of each remembered rule was used, by permission and level; rows go when the rule is removed.
CREATE TABLE kept_rule_use (
    rule_key     VARCHAR(32) NOT NULL,
    permission   VARCHAR(64) NOT NULL,
    level        VARCHAR(16) NOT NULL,
    last_used_at TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    PRIMARY KEY (rule_key, permission, level)
);

-- The newest "keep" that a human said of a remembered rule.
CREATE TABLE kept_rule_review (
    rule_key  VARCHAR(32) NOT NULL PRIMARY KEY,
    kept_by   VARCHAR     NOT NULL,
    kept_name VARCHAR     NOT NULL,
    kept_at   TIMESTAMP(6) WITH TIME ZONE NOT NULL
);

-- One row. Before uses_since nobody wrote down what was used, so nothing can be said of the time before it.
CREATE TABLE access_review (
    id         INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    uses_since TIMESTAMP(6) WITH TIME ZONE,
    last_at    TIMESTAMP(6) WITH TIME ZONE
);
INSERT INTO access_review (id) VALUES (1);

-- How much happened on each day, UTC, counted with the audit rows it is counted from: a chart must not walk the log.
CREATE TABLE day_count (
    on_day   VARCHAR(10) NOT NULL PRIMARY KEY,
    issued   INTEGER     NOT NULL,
    approved INTEGER     NOT NULL,
    denied   INTEGER     NOT NULL
);

-- Browsers that are signed in to the dashboard, and the links that sign one in, once. Both by the hash of their secret;
-- rows of living ones and little else.
CREATE TABLE dashboard_link (
    sha256     VARCHAR(64) NOT NULL PRIMARY KEY,
    human_id   VARCHAR     NOT NULL,
    human_name VARCHAR     NOT NULL,
    expires_at TIMESTAMP(6) WITH TIME ZONE NOT NULL
);
CREATE INDEX dashboard_link_by_human ON dashboard_link (human_id);
CREATE INDEX dashboard_link_by_expires_at ON dashboard_link (expires_at);

CREATE TABLE browser_session (
    session_id VARCHAR(40) NOT NULL PRIMARY KEY,
    sha256     VARCHAR(64) NOT NULL UNIQUE,
    human_id   VARCHAR     NOT NULL,
    human_name VARCHAR     NOT NULL,
    created_at TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    expires_at TIMESTAMP(6) WITH TIME ZONE NOT NULL
);
CREATE INDEX browser_session_by_human ON browser_session (human_id);
CREATE INDEX browser_session_by_expires_at ON browser_session (expires_at);

-- What became of each bot's requests by day, UTC, counted with the audit rows it is counted from: no page walks the log.
CREATE TABLE bot_day_count (
    on_day     VARCHAR(10) NOT NULL,
    bot        VARCHAR(64) NOT NULL,
    requested  INTEGER     NOT NULL,
    automatic  INTEGER     NOT NULL,
    approved   INTEGER     NOT NULL,
    denied     INTEGER     NOT NULL,
    unanswered INTEGER     NOT NULL,
    PRIMARY KEY (on_day, bot)
);
CREATE INDEX bot_day_count_by_bot ON bot_day_count (bot, on_day);

-- How many requests humans answered on a day, UTC, by the shortest of some spans (in seconds) that was enough; 0: none was.
CREATE TABLE answer_time_count (
    on_day  VARCHAR(10) NOT NULL,
    seconds INTEGER     NOT NULL,
    answers INTEGER     NOT NULL,
    PRIMARY KEY (on_day, seconds)
);

-- Whose message it is and since when it hangs, so that what one bot asks within half a minute can share one.
ALTER TABLE card ADD COLUMN bot VARCHAR(64);
ALTER TABLE card ADD COLUMN posted_at TIMESTAMP(6) WITH TIME ZONE;
CREATE INDEX card_by_bot ON card (bot, posted_at);
CREATE INDEX card_by_message ON card (channel, message_ts);

-- Rows only for what is still to be done.
CREATE TABLE nudge (
    request_id VARCHAR(40) NOT NULL PRIMARY KEY,
    due_at     TIMESTAMP(6) WITH TIME ZONE NOT NULL
);
CREATE INDEX nudge_by_due_at ON nudge (due_at);

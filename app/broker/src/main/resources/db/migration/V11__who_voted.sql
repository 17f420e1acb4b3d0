-- What made the human who said yes an approver, so that a yes stops to count when policy no longer names them.
ALTER TABLE vote ADD COLUMN human_email VARCHAR;
ALTER TABLE vote ADD COLUMN human_groups VARCHAR;

-- Which seal key a sealed token opens with. Nothing stands there for what was sealed before keys had names.
ALTER TABLE credential ADD COLUMN sealed_with VARCHAR(16);

-- In which pull request a remembered rule waits that counts meanwhile; its elevation ends when that is over.
ALTER TABLE elevation ADD COLUMN pull_request BIGINT;

-- From which block on a token is read, or is to be: a block that is named for it later is read from too, if it is an earlier one. Of
-- tokens that were listed before this column was there nobody knows it, and all before counts as read.
ALTER TABLE chain_tokens ADD COLUMN read_from bigint NOT NULL DEFAULT 0;
ALTER TABLE chain_tokens ALTER COLUMN read_from DROP DEFAULT;

-- What the relayer's transactions have cost that left the chain after that was told, and could not be told back with the rest: each is
-- tried by itself, and holds up nothing. One that is told again is told of anew, so nothing is to be taken back of it any more.
ALTER TABLE chain_send_hashes ADD COLUMN to_take_back boolean NOT NULL DEFAULT false;
CREATE INDEX chain_send_hashes_to_take_back ON chain_send_hashes (chain_id) WHERE to_take_back;

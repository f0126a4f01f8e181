-- What has left the chain and could not be taken back yet is `leaving`: the blocks are gone on without it, and it is tried again.
ALTER TABLE chain_observations DROP CONSTRAINT chain_observations_state_check;
-- Not read through: no row has another state, and what is written from now on is held to it.
ALTER TABLE chain_observations ADD CONSTRAINT chain_observations_state_check
  CHECK (state IN ('seen', 'confirmed', 'leaving', 'orphaned')) NOT VALID;
CREATE INDEX chain_observations_leaving ON chain_observations (chain_id, block_number) WHERE state = 'leaving';

-- What could not be booked, or booked back, and when it is tried again: here, so that every process can show it, and ask for a try.
CREATE TABLE chain_stuck (
  chain_id bigint NOT NULL,
  block_hash text NOT NULL,
  transaction_hash text NOT NULL,
  kind text NOT NULL,
  ordinal integer NOT NULL,
  tries integer NOT NULL,
  reason text NOT NULL,
  since timestamptz NOT NULL,
  due_at timestamptz NOT NULL,
  PRIMARY KEY (chain_id, block_hash, transaction_hash, kind, ordinal)
);

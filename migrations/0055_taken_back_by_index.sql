-- What a reorganisation takes back, and which calls that are overdue were seen on the chain after all: found without reading all that
-- was ever sent or seen.
CREATE INDEX chain_sends_by_block ON chain_sends (chain_id, block_number) WHERE block_number IS NOT NULL;
CREATE INDEX chain_observations_executed ON chain_observations (chain_id, contract, nonce) WHERE kind = 'executed';

-- What the relayer has paid is told of each chain transaction by itself: one that only cost gas is not the end of its send, which is
-- sent anew, and both may be mined. `mined`: in a block, without its confirmations. `told`: with them. `left`: was in a block that has
-- left the chain; it may come back.
ALTER TABLE chain_send_hashes
  ADD COLUMN gas text CHECK (gas IN ('mined', 'told', 'left')),
  ADD COLUMN block_number bigint,
  -- Who has paid; known once it is told.
  ADD COLUMN relayer text,
  ADD CHECK ((gas IS NOT NULL AND gas <> 'left') = (block_number IS NOT NULL)),
  ADD CHECK (gas IS DISTINCT FROM 'told' OR relayer IS NOT NULL);
UPDATE chain_send_hashes h
  SET gas = CASE s.state WHEN 'done' THEN 'told' ELSE 'mined' END, block_number = s.block_number, relayer = s.relayer
  FROM chain_sends s
  WHERE s.chain_id = h.chain_id AND s.key = h.key AND s.transaction_hash = h.transaction_hash
    AND s.state IN ('mined', 'done') AND s.block_number IS NOT NULL AND s.relayer IS NOT NULL;
CREATE INDEX chain_send_hashes_mined ON chain_send_hashes (chain_id, block_number) WHERE gas = 'mined';
CREATE INDEX chain_send_hashes_by_block ON chain_send_hashes (chain_id, block_number) WHERE block_number IS NOT NULL;
CREATE INDEX chain_send_hashes_left ON chain_send_hashes (chain_id) WHERE gas = 'left';

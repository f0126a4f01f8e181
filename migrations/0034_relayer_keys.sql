-- The keys that pay for gas, sealed by the master key (label chains.relayer-key, bound to the address). One of them is used, on
-- all chains; one that was replaced stays, as it may still have coins.
CREATE TABLE chain_relayer_keys (
  address text PRIMARY KEY,
  sealed bytea NOT NULL,
  used boolean NOT NULL,
  created_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX chain_relayer_keys_used ON chain_relayer_keys (used) WHERE used;

-- Calls that an account of ours executed and that were not signed here: a database that was put back from a backup does not know what
-- left since, and two signers could sign without the platform. Noted when their block is read. Until the operator has had them booked,
-- nothing more leaves the account, as the same might be asked for a second time.
CREATE TABLE chain_unbooked_calls (
  chain_id bigint NOT NULL,
  account text NOT NULL,
  nonce numeric(78, 0) NOT NULL,
  digest text NOT NULL,
  noted_at timestamptz NOT NULL,
  booked_at timestamptz,
  PRIMARY KEY (chain_id, account, nonce, digest)
);
CREATE INDEX chain_unbooked_calls_open ON chain_unbooked_calls (chain_id, account) WHERE booked_at IS NULL;

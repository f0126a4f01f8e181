-- Deposit addresses that have coins to be swept. Written in the unit of work that books what came to them; a row leaves when
-- its address is empty. Workers claim what is due, of whatever company (design: section 5).
CREATE TABLE wallet_sweeps (
  company_id id NOT NULL,
  wallet_id id NOT NULL,
  asset text NOT NULL,
  chain text NOT NULL,
  -- Grows with each deposit: what was looked at before one came is not thrown away after it.
  deposits bigint NOT NULL DEFAULT 1,
  due_at timestamptz NOT NULL,
  -- The send that is to sweep it, and how often one left something behind.
  batch text,
  tries integer NOT NULL DEFAULT 0,
  PRIMARY KEY (company_id, wallet_id, asset)
);
CREATE INDEX wallet_sweeps_due ON wallet_sweeps (chain, due_at);

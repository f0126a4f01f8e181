-- What leaves or moves between wallets: beside its movement, what it takes to ask for it once, sign it, and book how it ends.
CREATE TABLE wallet_outgoings (
  company_id id NOT NULL,
  movement_id id NOT NULL,
  -- The threshold account that pays; null where nothing goes to the chain.
  payer_id id,
  -- The request's idempotency key and a hash of what was asked; the key is free again after a day.
  request_key text,
  request_hash bytea,
  -- By wall time.
  asked_at timestamptz NOT NULL,
  -- The call as signers get it. Written before anybody signs: whoever signs it again signs the same, with the same nonce.
  call bytea,
  -- How often signing was tried, and when it is next; no time once it was handed to the chain, or is over.
  attempts integer NOT NULL DEFAULT 0,
  next_attempt_at timestamptz,
  -- How many entries of the ledger it has.
  steps integer NOT NULL,
  -- How the company was told last that it ended.
  told text CHECK (told IN ('SUCCESS', 'FAILED')),
  PRIMARY KEY (company_id, movement_id),
  CHECK ((payer_id IS NULL) = (call IS NULL)),
  CHECK ((request_key IS NULL) OR (request_hash IS NOT NULL))
);
CREATE UNIQUE INDEX wallet_outgoings_request ON wallet_outgoings (company_id, request_key)
  WHERE request_key IS NOT NULL;
-- A worker claims these, of whatever company (design: section 5).
CREATE INDEX wallet_outgoings_unsigned ON wallet_outgoings (next_attempt_at) WHERE next_attempt_at IS NOT NULL;

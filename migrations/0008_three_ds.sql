-- 3-D Secure: the cardholder is asked to confirm an e-commerce purchase with a code of six digits. Written under the lock of the
-- card, but for time-outs, which change pending rows only.
CREATE TABLE three_ds_challenges (
  company_id id NOT NULL,
  id id NOT NULL,
  card_id id NOT NULL,
  -- What an outcome is bound to: this merchant, this currency, at most this amount in its minor units.
  merchant json NOT NULL,
  currency text NOT NULL,
  amount bigint NOT NULL CHECK (amount > 0),
  state text NOT NULL CHECK (state IN ('pending', 'passed', 'failed', 'expired')),
  -- Wrong codes so far.
  tries smallint NOT NULL DEFAULT 0,
  -- Keyed hash, under a key that is not in the database. The code itself stands in the sealed body of the event alone, and is
  -- erased there with the decision; the hash stays, so that the same code is known again.
  code_hash bytea NOT NULL,
  event_id id NOT NULL,
  -- By the company's clock.
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  decided_at timestamptz,
  -- The card transaction whose authorization it has confirmed: it confirms no other.
  used_by id,
  PRIMARY KEY (company_id, id)
);

-- A code tells the open challenges of a card apart.
CREATE UNIQUE INDEX three_ds_challenges_open ON three_ds_challenges (company_id, card_id, code_hash) WHERE state = 'pending';
CREATE INDEX three_ds_challenges_code ON three_ds_challenges (company_id, card_id, code_hash);
CREATE INDEX three_ds_challenges_due ON three_ds_challenges (expires_at) WHERE state = 'pending';

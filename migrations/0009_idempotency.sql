-- The first answer to each idempotency key, for 24 hours.

CREATE TABLE idempotency_keys (
  -- A company's id, or 'operator'.
  company_id id NOT NULL,
  -- Keyed hashes: neither keys nor requests, which may hold secrets, are kept.
  key_hash bytea NOT NULL,
  request_hash bytea NOT NULL,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- Grows with each try; only the newest may commit an effect or store an answer.
  attempt integer NOT NULL DEFAULT 1,
  -- A try that has not ended by then died with its process.
  lease_until timestamptz NOT NULL,
  -- Set in the unit of work in which the request did what it was for.
  effect boolean NOT NULL DEFAULT false,
  -- Status and sealed body of the first answer; null while the request runs.
  status smallint,
  answer bytea,
  -- The sealed body with its secrets, where it has any.
  full_answer bytea,
  full_until timestamptz,
  PRIMARY KEY (company_id, key_hash)
);
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);
CREATE INDEX idempotency_keys_with_secrets ON idempotency_keys (full_until) WHERE full_answer IS NOT NULL;

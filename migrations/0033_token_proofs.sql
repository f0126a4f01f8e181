-- Whether tokens that are listed as exact are: proved by a trial, a real transfer that an account of ours made, compared
-- with the balances that it left. A token without a row, or with one of another contract, is unproved.
CREATE TABLE wallet_token_proofs (
  asset text PRIMARY KEY,
  -- The contract that it was tried with.
  address text NOT NULL,
  -- unproved: deposits of it wait. mismatched: a sweep or trial moved other than the logs say; it waits for the operator.
  state text NOT NULL CHECK (state IN ('unproved', 'proved', 'mismatched')),
  -- The trial: of an unproved one, what is to be looked at once it has its confirmations.
  transaction_hash text,
  sender text,
  recipient text,
  since timestamptz NOT NULL,
  -- What was seen, in a sentence.
  reason text,
  CHECK ((transaction_hash IS NULL) = (sender IS NULL) AND (sender IS NULL) = (recipient IS NULL))
);
-- A token that was halted before begins anew: its next sweep is its trial.
DROP TABLE wallet_token_halts;

-- Deposits that wait until their token is proved, whosever they are: a worker's list.
CREATE INDEX wallet_movements_unproved ON wallet_movements (asset, company_id, id)
  WHERE operation = 'DEPOSIT' AND state = 'PROCESSING' AND reason IN ('unproved', 'halted');

-- Tokens of which a sweep moved other than their logs had said: nothing of them is credited until the operator has looked.
CREATE TABLE wallet_token_halts (
  asset text PRIMARY KEY,
  since timestamptz NOT NULL,
  -- What was seen, in a sentence.
  reason text NOT NULL
);
-- Deposits of tokens that move less or more than their logs say, which wait for their sweep.
CREATE INDEX wallet_movements_inexact ON wallet_movements (company_id, wallet_id, asset)
  WHERE operation = 'DEPOSIT' AND state = 'PROCESSING' AND reason = 'inexact';

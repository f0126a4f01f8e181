-- What the operator sends back of what came in and was credited to nobody. It belonged to no account of the company's: which
-- deposit it was, and why it stood in suspense, so that it stands there again if it was not sent after all.
ALTER TABLE wallet_outgoings
  ADD COLUMN returns_id id,
  ADD COLUMN returns_reason text,
  ADD CHECK ((returns_id IS NULL) = (returns_reason IS NULL));
CREATE INDEX wallet_outgoings_returns ON wallet_outgoings (company_id, returns_id) WHERE returns_id IS NOT NULL;

-- Whether the trial of a token has its confirmations, which stood among the reasons before.
ALTER TABLE wallet_token_proofs ADD COLUMN trial_confirmed boolean NOT NULL DEFAULT false;
UPDATE wallet_token_proofs SET trial_confirmed = true, reason = NULL
  WHERE state = 'unproved' AND reason = 'its trial is confirmed';
ALTER TABLE wallet_token_proofs
  -- Only a trial that is still to be concluded from waits for its confirmations.
  ADD CONSTRAINT wallet_token_proofs_trial
    CHECK (NOT trial_confirmed OR (state = 'unproved' AND transaction_hash IS NOT NULL)),
  -- A reason is what was seen of a mismatched one, and nothing else.
  ADD CONSTRAINT wallet_token_proofs_reason CHECK ((reason IS NOT NULL) = (state = 'mismatched'));

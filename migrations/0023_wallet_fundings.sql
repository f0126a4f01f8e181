-- Sandbox: what a card holding was given to start with, and is to be sent to the card program's wallet as real test coins.
CREATE TABLE wallet_fundings (
  company_id id NOT NULL,
  -- USD cents.
  amount amount NOT NULL CHECK (amount > 0),
  state text NOT NULL DEFAULT 'wanted' CHECK (state IN ('wanted', 'sent', 'done')),
  PRIMARY KEY (company_id)
);
CREATE INDEX wallet_fundings_open ON wallet_fundings (company_id) WHERE state <> 'done';

CREATE INDEX wallets_by_address ON wallets (company_id, address);

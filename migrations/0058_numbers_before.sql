-- Every number in the directory, sealed like those of vault_cards: also those that cards had before they were reissued, since what was
-- bought with them still clears. A change of the master key hashes them anew.
ALTER TABLE vault_pans ADD COLUMN pan bytea;
UPDATE vault_pans p SET pan = c.pan FROM vault_cards c
  WHERE c.company_id = p.company_id AND c.card_id = p.card_id AND c.pan_version = p.pan_version;
CREATE INDEX vault_pans_cards ON vault_pans (company_id, card_id, pan_version);

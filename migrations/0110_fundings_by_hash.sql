-- Which chain transaction brings the test coins of a funding, noted before it is sent: another deposit of as much is not it. Null where
-- nothing was sent yet; of one that was sent before this column was there it is found by its amount.
ALTER TABLE wallet_fundings ADD COLUMN transaction_hash text;

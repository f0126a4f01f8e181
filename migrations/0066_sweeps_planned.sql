-- How many deposits an address had when the send was planned that is to sweep it: more since then say that what is there need not have been left behind.
ALTER TABLE wallet_sweeps ADD COLUMN planned_deposits bigint;

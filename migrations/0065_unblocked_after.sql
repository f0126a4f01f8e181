-- Where a clock stands, what was approved before an unblocking and what is after it have one moment: ids that are made later sort later.
ALTER TABLE card_states ADD COLUMN velocity_reset_after id;

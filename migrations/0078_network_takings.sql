-- What the network's door takes back of one entry of a purchase that has several: each reversal of it, and what takes an approval back
-- that nobody heard of, sets its part aside here first. All together are never more than the entry brought.
CREATE TABLE network_takings (
  company_id id NOT NULL,
  transaction_id id NOT NULL,
  entry_number integer NOT NULL,
  -- The how manieth of this entry: two at the same moment cannot both be it.
  ordinal integer NOT NULL,
  -- The key of the message that takes it.
  key text COLLATE "C" NOT NULL,
  bill bigint NOT NULL,
  PRIMARY KEY (company_id, transaction_id, entry_number, ordinal)
);

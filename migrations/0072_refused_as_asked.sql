-- Of a refusal that is not of an authorization: the kind of entry that was asked for. A refused reversal from before has none, and is
-- known by its decline code.
ALTER TABLE card_entries ADD COLUMN asked text;

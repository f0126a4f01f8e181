-- A token that is taken off the list was read up to this block; listed again, what came after it is looked for.
ALTER TABLE chain_tokens ADD COLUMN read_until bigint;

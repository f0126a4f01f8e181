-- The words that all tables share.

-- A prefixed UUID version 7 such as card_0197…; compared byte for byte, whatever the locale of the database.
CREATE DOMAIN id AS text COLLATE "C" CHECK (length(value) <= 64);

-- Minor units of an asset; the asset stands beside it.
CREATE DOMAIN amount AS numeric(39, 0);

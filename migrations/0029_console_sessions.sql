-- Sessions of the console. Each stands for the text of the key that it was opened with: it opens what that text opens
-- now, and ends with it. Kept as SHA-256 only, of 256 random bits.

CREATE TABLE console_sessions (
  hash bytea PRIMARY KEY CHECK (length(hash) = 32),
  -- Of the text of an API key (api_key_texts), or of the operator's key, which is in no table.
  key_hash bytea NOT NULL CHECK (length(key_hash) = 32),
  operator boolean NOT NULL,
  opened_at timestamptz NOT NULL,
  ends_at timestamptz NOT NULL
);

-- What can be exchanged for a session, once: the row leaves in the unit of work that opens it.
CREATE TABLE console_links (
  hash bytea PRIMARY KEY CHECK (length(hash) = 32),
  key_hash bytea NOT NULL CHECK (length(key_hash) = 32),
  ends_at timestamptz NOT NULL
);

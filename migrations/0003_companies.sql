-- Companies (the tenants), their keys, their clients, and the log of what was administered.

CREATE TABLE companies (
  id id PRIMARY KEY,
  name text NOT NULL,
  email text,
  enabled boolean NOT NULL DEFAULT true,
  -- What the company told of itself beyond name and email; members as in GET /management/companies/{id}/information.
  information jsonb NOT NULL DEFAULT '{}',
  -- How many the contract allows; null is no limit.
  contracted_treasury_wallets integer CHECK (contracted_treasury_wallets >= 0),
  contracted_virtual_wallets integer CHECK (contracted_virtual_wallets >= 0),
  contracted_virtual_cards integer CHECK (contracted_virtual_cards >= 0),
  -- The company's clock is wall time plus an offset, or stands still at a moment. Zero and null in production.
  clock_offset interval NOT NULL DEFAULT '0',
  clock_stands_at timestamptz,
  created_at timestamptz NOT NULL
);

-- The company's time, to the millisecond. For statements that have the companies row at hand.
CREATE FUNCTION clock_of(clock_offset interval, clock_stands_at timestamptz) RETURNS timestamptz
  LANGUAGE sql VOLATILE PARALLEL SAFE
  RETURN date_trunc('milliseconds', coalesce(clock_stands_at, clock_timestamp() + clock_offset));

CREATE TABLE api_keys (
  company_id id NOT NULL REFERENCES companies,
  id id NOT NULL,
  name text NOT NULL,
  -- The first 12 characters of the newest text of the key.
  prefix text NOT NULL,
  level smallint NOT NULL CHECK (level BETWEEN 1 AND 3),
  products text[] NOT NULL,
  -- Addresses and networks (CIDR) that may use it; empty is any.
  allowed_ips text[] NOT NULL DEFAULT '{}',
  expires_at timestamptz,
  revoked_at timestamptz,
  last_used_at timestamptz,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (company_id, id)
);

-- The directory that finds company and key by the text of a key, which is kept as its SHA-256 only: the text has 220
-- random bits, so that nothing slower or salted is needed. A key has one text, and while it is rotated two.
CREATE TABLE api_key_texts (
  hash bytea PRIMARY KEY CHECK (length(hash) = 32),
  company_id id NOT NULL,
  key_id id NOT NULL,
  -- The end of the overlap of a rotation; null for the newest text.
  valid_until timestamptz,
  FOREIGN KEY (company_id, key_id) REFERENCES api_keys ON DELETE CASCADE
);
CREATE INDEX api_key_texts_by_key ON api_key_texts (company_id, key_id);

-- Grows with each change that can make a key stop working. Processes keep verified keys in memory only as long as they
-- have seen this number unchanged within the last second.
CREATE TABLE api_key_version (
  single boolean PRIMARY KEY DEFAULT true CHECK (single),
  version bigint NOT NULL
);
INSERT INTO api_key_version (version) VALUES (1);

CREATE TABLE clients (
  company_id id NOT NULL REFERENCES companies,
  id id NOT NULL,
  type text NOT NULL CHECK (type IN ('individual', 'business')),
  status text NOT NULL DEFAULT 'ACTIVE' CHECK (status IN ('ACTIVE', 'DELETED')),
  first_name text NOT NULL,
  last_name text NOT NULL,
  email text,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (company_id, id)
);

-- Who administered what. Append-only. What the operator did outside any company stands under the id 'operator'.
CREATE TABLE audit_log (
  company_id id NOT NULL,
  id id NOT NULL,
  at timestamptz NOT NULL,
  -- An API key's id, 'operator' or 'system'.
  actor text NOT NULL,
  address text,
  trace_id text,
  action text NOT NULL,
  subject text,
  before jsonb,
  after jsonb,
  PRIMARY KEY (company_id, id)
);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are never changed or removed', TG_TABLE_NAME;
END $$;

CREATE TRIGGER audit_log_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

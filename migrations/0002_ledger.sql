-- The books. No foreign keys: each would lock its parent row on the hottest path of the product. The one writer
-- (src/ledger) guards the references, and `cardwright ledger verify` proves them.

-- One row for each ledger account of each company's chart of accounts. The posted balance is debits − credits or
-- credits − debits, by the normal side; available is posted less held.
CREATE TABLE ledger_accounts (
  company_id id NOT NULL,
  name text COLLATE "C" NOT NULL,
  asset text COLLATE "C" NOT NULL,
  normal_side text NOT NULL CHECK (normal_side IN ('debit', 'credit')),
  debits amount NOT NULL DEFAULT 0,
  credits amount NOT NULL DEFAULT 0,
  held amount NOT NULL DEFAULT 0 CHECK (held >= 0),
  PRIMARY KEY (company_id, name, asset)
  -- Half of each page stays free, so that the updates of hot rows stay on their page and touch no index.
) WITH (fillfactor = 50);

-- Which life of the database this is: a restore into another server starts transaction ids anew, so a new epoch.
CREATE TABLE ledger_epochs (
  epoch integer PRIMARY KEY,
  system_identifier bigint NOT NULL,
  started_at timestamptz NOT NULL DEFAULT now()
);

INSERT INTO ledger_epochs (epoch, system_identifier)
  SELECT 1, system_identifier FROM pg_control_system();

-- Append-only: one row for each operation, whether it posts, or holds, or both. Never updated, never deleted.
CREATE TABLE ledger_entries (
  company_id id NOT NULL,
  key text COLLATE "C" NOT NULL,
  id id NOT NULL,
  -- Epoch, transaction id and place inside the unit of work: the order in which entries are sealed.
  epoch integer NOT NULL,
  xid bigint NOT NULL DEFAULT (pg_current_xact_id()::text::bigint),
  ordinal integer NOT NULL,
  kind text NOT NULL,
  reference text COLLATE "C" NOT NULL,
  at timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT now(),
  -- How many postings it has.
  postings integer NOT NULL,
  hold_id id,
  hold_change amount,
  -- The key comes first because it must be unique; nothing looks an entry up by its id.
  PRIMARY KEY (company_id, key)
);

CREATE INDEX ledger_entries_reference ON ledger_entries (company_id, reference);
-- Grows at its right end only and stores equal values once: the cheapest of the three.
CREATE INDEX ledger_entries_order ON ledger_entries (epoch, xid);

CREATE TABLE ledger_postings (
  company_id id NOT NULL,
  entry_id id NOT NULL,
  ordinal integer NOT NULL,
  account text COLLATE "C" NOT NULL,
  asset text COLLATE "C" NOT NULL,
  debit amount NOT NULL CHECK (debit >= 0),
  credit amount NOT NULL CHECK (credit >= 0),
  PRIMARY KEY (company_id, entry_id, ordinal)
);

-- The same amount is held on each of the accounts (accounts[i] in assets[i]).
CREATE TABLE ledger_holds (
  company_id id NOT NULL,
  id id NOT NULL,
  accounts text[] COLLATE "C" NOT NULL,
  assets text[] COLLATE "C" NOT NULL,
  held amount NOT NULL CHECK (held >= 0),
  PRIMARY KEY (company_id, id)
) WITH (fillfactor = 80);

-- The chain of sealed blocks: all entries of an epoch with from_xid <= xid < to_xid, in the order (xid, ordinal, id).
-- Appended by one leaseholder; `published_at` is the only thing that changes, once.
CREATE TABLE ledger_seals (
  -- Counted on from epoch to epoch, as positions are: neither has gaps.
  block bigint PRIMARY KEY,
  epoch integer NOT NULL,
  from_xid bigint NOT NULL,
  to_xid bigint NOT NULL,
  first_position bigint NOT NULL,
  entries bigint NOT NULL CHECK (entries > 0),
  sealed_at timestamptz NOT NULL,
  previous bytea NOT NULL,
  hash bytea NOT NULL,
  signature bytea NOT NULL,
  published_at timestamptz
);

CREATE INDEX ledger_seals_unpublished ON ledger_seals (block) WHERE published_at IS NULL;

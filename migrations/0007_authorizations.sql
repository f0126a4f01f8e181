-- The life of card transactions. No foreign keys: each would lock its parent row on the hottest path of the product;
-- the one writer (src/authorizations) holds the card's lock and its tests hold the references.

-- One row for each purchase. Amounts are USD cents. The hold in the ledger has the id of the transaction.
CREATE TABLE card_transactions (
  company_id id NOT NULL,
  id id NOT NULL,
  card_id id NOT NULL,
  purpose text NOT NULL,
  channel text NOT NULL,
  currency text NOT NULL,
  merchant json NOT NULL,
  network_transaction_id text COLLATE "C",
  created_at timestamptz NOT NULL,
  approval_code text,
  atm_flat bigint NOT NULL,
  fx_ppm bigint NOT NULL,
  state text NOT NULL,
  authorized bigint NOT NULL,
  reversed bigint NOT NULL,
  cleared bigint NOT NULL,
  refunded bigint NOT NULL,
  held bigint NOT NULL,
  atm_fee_held bigint NOT NULL,
  fx_fee_held bigint NOT NULL,
  atm_fee_posted bigint NOT NULL,
  fx_fee_posted bigint NOT NULL,
  closed boolean NOT NULL,
  entries integer NOT NULL,
  sequence integer NOT NULL,
  expires_at timestamptz,
  -- A purchase or increment whose money is held while the company decides: until when, and what it was.
  deciding_until timestamptz,
  deciding json,
  decision json NOT NULL,
  counted json,
  PRIMARY KEY (company_id, id)
) WITH (fillfactor = 85);

CREATE UNIQUE INDEX card_transactions_network ON card_transactions (company_id, network_transaction_id)
  WHERE network_transaction_id IS NOT NULL;
-- Expiry dates grow with insertion, so a block range index finds what is due at next to no cost, and updates stay HOT.
CREATE INDEX card_transactions_expiry ON card_transactions USING brin (expires_at) WITH (pages_per_range = 32);
CREATE INDEX card_transactions_deciding ON card_transactions (deciding_until) WHERE deciding_until IS NOT NULL;

-- The append-only list of what happened to a purchase.
CREATE TABLE card_entries (
  company_id id NOT NULL,
  transaction_id id NOT NULL,
  number integer NOT NULL,
  id id NOT NULL,
  card_id id NOT NULL,
  kind text NOT NULL,
  bill bigint NOT NULL,
  amount bigint NOT NULL,
  currency text NOT NULL,
  exchange_rate text,
  atm_fee bigint NOT NULL,
  fx_fee bigint NOT NULL,
  held_change bigint NOT NULL,
  decline_code text,
  response_code text NOT NULL,
  final boolean NOT NULL,
  over_posted bigint NOT NULL,
  original_balance bigint NOT NULL,
  new_balance bigint NOT NULL,
  network_key text COLLATE "C",
  trace_id text NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (company_id, transaction_id, number)
);

-- Search by card and date, and the sliding windows of the velocity rules.
CREATE INDEX card_entries_card ON card_entries (company_id, card_id, created_at);

-- Which network message (or idempotency key) was answered how: the same one again gets the same answer.
-- A reversal that came before its original is remembered by the original's key, without a transaction.
CREATE TABLE card_messages (
  company_id id NOT NULL,
  key text COLLATE "C" NOT NULL,
  fingerprint text COLLATE "C" NOT NULL,
  transaction_id id,
  recorded_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (company_id, key)
);
CREATE INDEX card_messages_age ON card_messages USING brin (recorded_at);

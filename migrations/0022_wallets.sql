-- Wallets: every address of ours, whose it is, and what comes and goes. Addresses are written with their checksum (EIP-55).

CREATE TABLE treasury_accounts (
  company_id id NOT NULL,
  id id NOT NULL,
  alias text NOT NULL,
  created_at timestamptz NOT NULL,
  deleted_at timestamptz,
  PRIMARY KEY (company_id, id)
);

-- treasury, holding and program wallets are threshold accounts, each with a key of its own; virtual and card wallets are
-- forwarders to a holding or program wallet. The relayer's own belongs to the operator's books, which have no row in
-- companies.
CREATE TABLE wallets (
  company_id id NOT NULL,
  id id NOT NULL,
  kind text NOT NULL CHECK (kind IN ('treasury', 'holding', 'program', 'virtual', 'card', 'relayer')),
  chain text NOT NULL,
  address text NOT NULL,
  alias text NOT NULL,
  -- The treasury account that a treasury wallet belongs to.
  account_id id,
  -- Of threshold accounts: the group key at the signers.
  key_id text,
  -- Of forwarders: where they forward to, and the salt that makes their address.
  holding_id id,
  salt text,
  card_id id,
  client_id id,
  enabled boolean NOT NULL DEFAULT true,
  created_at timestamptz NOT NULL,
  -- Since then a card has another deposit wallet; this one stays watched, as deleted ones do.
  rotated_at timestamptz,
  deleted_at timestamptz,
  -- What came up to this block was there before we looked, and is in the opening entry: the relayer's.
  since_block bigint,
  PRIMARY KEY (company_id, id),
  CHECK ((kind = 'treasury') = (account_id IS NOT NULL)),
  CHECK ((kind IN ('treasury', 'holding', 'program')) = (key_id IS NOT NULL)),
  CHECK ((kind IN ('virtual', 'card')) = (holding_id IS NOT NULL AND salt IS NOT NULL)),
  CHECK ((kind = 'card') = (card_id IS NOT NULL))
);

-- One of these for each company and chain.
CREATE UNIQUE INDEX wallets_single ON wallets (company_id, chain, kind) WHERE kind IN ('holding', 'program');
-- One current deposit wallet for each card and chain.
CREATE UNIQUE INDEX wallets_of_card ON wallets (company_id, card_id, chain) WHERE kind = 'card' AND rotated_at IS NULL;
CREATE INDEX wallets_of_account ON wallets (company_id, account_id) WHERE account_id IS NOT NULL;
CREATE INDEX wallets_of_client ON wallets (company_id, client_id) WHERE client_id IS NOT NULL;
CREATE INDEX wallets_of_holding ON wallets (company_id, holding_id) WHERE holding_id IS NOT NULL;
CREATE INDEX wallets_virtual ON wallets (company_id, chain, id) WHERE kind = 'virtual';

-- A directory (design: section 5): whose an address is. A row stays for ever.
CREATE TABLE wallet_addresses (
  chain text NOT NULL,
  address text NOT NULL,
  company_id id NOT NULL,
  wallet_id id NOT NULL,
  kind text NOT NULL,
  PRIMARY KEY (chain, address)
);

-- Everything that comes, goes or is set by hand.
CREATE TABLE wallet_movements (
  company_id id NOT NULL,
  id id NOT NULL,
  wallet_id id NOT NULL,
  -- Of the wallet.
  kind text NOT NULL,
  chain text NOT NULL,
  operation text NOT NULL CHECK (
    operation IN ('DEPOSIT', 'TRANSFER', 'WITHDRAWAL', 'USER_WITHDRAWAL', 'OVERRIDE_VIRTUAL_BALANCE')
  ),
  state text NOT NULL CHECK (state IN ('PENDING', 'PROCESSING', 'COMPLETED', 'FAILED', 'CANCELLED')),
  -- Why it is not simply done: below_minimum, not_for_cards, inexact, reorg, …
  reason text,
  asset text NOT NULL,
  -- Minor units of the asset; below zero only where a balance was set lower by hand.
  amount amount NOT NULL,
  -- What was credited, where that is in another asset or less (cards: USD, after commission).
  net_asset text,
  net_amount amount,
  -- Null for a native coin that a balance found.
  from_address text,
  to_address text,
  -- `internal` between two virtual wallets of one company.
  transaction_hash text,
  -- Of a deposit from the chain: which transfer it is, and in which block it was last seen.
  transfer_kind text,
  ordinal integer,
  log_index integer,
  block_number bigint,
  block_hash text,
  confirmations integer,
  -- The stay on the chain that is in the books; null when nothing is booked.
  credit_key text,
  account_id id,
  card_id id,
  client_id id,
  -- The events that told of it, for one that takes them back.
  seen_event_id id,
  done_event_id id,
  trace_id text NOT NULL,
  -- By the company's clock.
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (company_id, id)
);

-- A transfer on the chain is one deposit at a time. When it leaves the chain that movement ends as CANCELLED, and when it is
-- mined again a new one begins.
CREATE UNIQUE INDEX wallet_movements_transfer
  ON wallet_movements (company_id, chain, transaction_hash, transfer_kind, ordinal)
  WHERE transfer_kind IS NOT NULL AND state <> 'CANCELLED';
CREATE INDEX wallet_movements_by_hash ON wallet_movements (company_id, chain, transaction_hash)
  WHERE transfer_kind IS NOT NULL;
CREATE INDEX wallet_movements_of_wallet ON wallet_movements (company_id, wallet_id, id);
-- What was credited and left the chain: where balances may be below zero.
CREATE INDEX wallet_movements_taken_back ON wallet_movements (company_id, chain)
  WHERE state = 'CANCELLED' AND reason = 'reorg';
-- Came in, and is credited to nobody.
CREATE INDEX wallet_movements_suspended ON wallet_movements (company_id, id)
  WHERE operation = 'DEPOSIT' AND state = 'PROCESSING';

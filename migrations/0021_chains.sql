-- What we know of each chain. Nothing here belongs to a company: who owns an address is asked in the unit of work that
-- needs it. Hashes are lower-case hex, addresses are written with their checksum (EIP-55).

-- How far a chain is read. This row is locked by whoever moves on, and compared: two watchers cannot both move it.
CREATE TABLE chain_cursors (
  chain_id bigint PRIMARY KEY,
  number bigint NOT NULL,
  hash text NOT NULL,
  -- Why nothing is credited and nothing sent: the chain changed deeper than we remember. Cleared by the operator.
  halted text
);

-- The window of blocks that we have read and that may still leave the chain.
CREATE TABLE chain_blocks (
  chain_id bigint NOT NULL,
  number bigint NOT NULL,
  hash text NOT NULL,
  parent_hash text NOT NULL,
  mined_at timestamptz NOT NULL,
  PRIMARY KEY (chain_id, number)
);

-- What was seen in a block that concerns an address of ours. The same transfer in another block is another observation.
CREATE TABLE chain_observations (
  chain_id bigint NOT NULL,
  block_hash text NOT NULL,
  transaction_hash text NOT NULL,
  -- token: a Transfer log; coin: native coin, from a trace or a balance; executed: a threshold account used a nonce.
  kind text NOT NULL CHECK (kind IN ('token', 'coin', 'executed')),
  -- Of the log in its receipt, or of the movement of native coin in its transaction.
  ordinal integer NOT NULL,
  block_number bigint NOT NULL,
  mined_at timestamptz NOT NULL,
  -- Of the log in its block; none for native coin.
  log_index integer,
  state text NOT NULL DEFAULT 'seen' CHECK (state IN ('seen', 'confirmed', 'orphaned')),
  -- The token, or the account that executed; none for native coin.
  contract text,
  sender text,
  recipient text,
  amount numeric(39, 0),
  sender_ours boolean NOT NULL,
  recipient_ours boolean NOT NULL,
  nonce numeric(78, 0),
  digest text,
  ok boolean,
  PRIMARY KEY (chain_id, block_hash, transaction_hash, kind, ordinal)
);
CREATE INDEX chain_observations_seen ON chain_observations (chain_id, block_number) WHERE state = 'seen';
CREATE INDEX chain_observations_by_block ON chain_observations (chain_id, block_number);

-- What was told as confirmed, once for each stay on the chain: after a reorganisation the same transfer, mined again, is
-- the next round. The second index is the last line of defence against crediting twice.
CREATE TABLE chain_credits (
  chain_id bigint NOT NULL,
  transaction_hash text NOT NULL,
  kind text NOT NULL,
  ordinal integer NOT NULL,
  round integer NOT NULL,
  block_hash text NOT NULL,
  cancelled boolean NOT NULL DEFAULT false,
  PRIMARY KEY (chain_id, transaction_hash, kind, ordinal, round)
);
CREATE UNIQUE INDEX chain_credits_standing ON chain_credits (chain_id, transaction_hash, kind, ordinal)
  WHERE NOT cancelled;

-- Tokens that are or were listed, so that what was seen of one keeps its meaning; one listed later than others is read
-- again from some block on, beside the cursor.
CREATE TABLE chain_tokens (
  chain_id bigint NOT NULL,
  address text NOT NULL,
  symbol text NOT NULL,
  name text NOT NULL,
  decimals integer NOT NULL,
  exact boolean NOT NULL,
  -- The next block of the back-scan, and the last one; done when next > until.
  next bigint NOT NULL,
  until bigint NOT NULL,
  PRIMARY KEY (chain_id, address)
);

-- Native coin of our addresses where the node offers no traces: what an address had at a confirmed block. The row with
-- an empty address says that balances are kept since that block: what an address had before is no deposit.
CREATE TABLE chain_coin_balances (
  chain_id bigint NOT NULL,
  address text NOT NULL,
  -- Null after a reorganisation: to be read anew at that block.
  balance numeric(39, 0),
  number bigint NOT NULL,
  PRIMARY KEY (chain_id, address)
);

-- Calls signed for threshold accounts. A signed call can happen until its nonce is used or its deadline has passed,
-- whoever sends it, so that is what decides its outcome, and not the fate of a transaction of the relayer.
CREATE TABLE chain_calls (
  chain_id bigint NOT NULL,
  key text NOT NULL,
  account text NOT NULL,
  nonce numeric(78, 0) NOT NULL,
  digest text NOT NULL,
  deadline timestamptz NOT NULL,
  submitted_at timestamptz NOT NULL,
  state text NOT NULL DEFAULT 'pending'
    CHECK (state IN ('pending', 'executed', 'failed', 'replaced', 'expired')),
  manual_check boolean NOT NULL DEFAULT false,
  -- Of the chain transaction that executed it, ours or another's, once that is known.
  transaction_hash text,
  PRIMARY KEY (chain_id, key)
);
CREATE UNIQUE INDEX chain_calls_by_nonce ON chain_calls (chain_id, account, nonce);
CREATE INDEX chain_calls_pending ON chain_calls (chain_id, deadline) WHERE state = 'pending';

-- The next nonce of each threshold account.
CREATE TABLE chain_account_nonces (
  chain_id bigint NOT NULL,
  account text NOT NULL,
  next numeric(78, 0) NOT NULL,
  PRIMARY KEY (chain_id, account)
);

-- The relayers and their next nonces; the row is locked by whoever gives a nonce away.
CREATE TABLE chain_relayers (
  chain_id bigint NOT NULL,
  address text NOT NULL,
  next_nonce bigint NOT NULL,
  PRIMARY KEY (chain_id, address)
);

-- What the relayer is to send. It is queued in the unit of work of whoever wants it sent, and sent afterwards.
CREATE TABLE chain_sends (
  chain_id bigint NOT NULL,
  key text NOT NULL,
  ordinal bigint GENERATED ALWAYS AS IDENTITY,
  recipient text NOT NULL,
  data text NOT NULL,
  value numeric(39, 0) NOT NULL,
  state text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'sent', 'mined', 'done', 'dropped')),
  relayer text,
  nonce bigint,
  gas bigint,
  tries integer NOT NULL DEFAULT 0,
  due_at timestamptz NOT NULL,
  last_error text,
  -- Where it was mined, as long as that block is on the chain, and what became of it.
  transaction_hash text,
  block_number bigint,
  PRIMARY KEY (chain_id, key)
);
CREATE INDEX chain_sends_open ON chain_sends (chain_id, due_at) WHERE state IN ('queued', 'sent', 'mined');
CREATE UNIQUE INDEX chain_sends_nonce ON chain_sends (chain_id, relayer, nonce) WHERE nonce IS NOT NULL;

-- Every transaction that was ever signed for a send, written before it is sent. Any of them may be the one that is mined.
CREATE TABLE chain_send_hashes (
  chain_id bigint NOT NULL,
  transaction_hash text NOT NULL,
  key text NOT NULL,
  raw text NOT NULL,
  max_fee numeric(39, 0) NOT NULL,
  priority_fee numeric(39, 0) NOT NULL,
  signed_at timestamptz NOT NULL,
  PRIMARY KEY (chain_id, transaction_hash)
);
CREATE INDEX chain_send_hashes_by_send ON chain_send_hashes (chain_id, key);

-- The journal of the local node, which keeps its blocks in memory only: everything that made it what it is, in order,
-- written before it is done. Played again it gives the same blocks with the same hashes.
CREATE TABLE chain_journal (
  sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- mine: take these transactions, make a block; rollback: take the last blocks back.
  kind text NOT NULL CHECK (kind IN ('mine', 'rollback')),
  transactions text[] NOT NULL DEFAULT '{}',
  seconds bigint NOT NULL DEFAULT 0,
  depth integer NOT NULL DEFAULT 0
);

-- What a long journal came to, so that a start does not play all of it; at most one row.
CREATE TABLE chain_journal_snapshots (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  -- The last entry of the journal that is in it.
  sequence bigint NOT NULL,
  -- The node's own dump of blocks, receipts and state.
  state text NOT NULL
);

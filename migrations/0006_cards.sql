-- Cards, their program, and the vault. USD amounts are bigint cents: a card's figures fit, and they are read on the hottest path.

-- One card program for each company: what holds for all of its cards.
CREATE TABLE card_programs (
  company_id id PRIMARY KEY,
  enabled boolean NOT NULL DEFAULT true,
  mcc_blocked text[] NOT NULL DEFAULT '{}',
  countries_blocked text[] NOT NULL DEFAULT '{}',
  per_transaction_limit bigint CHECK (per_transaction_limit >= 0),
  three_ds_threshold bigint CHECK (three_ds_threshold >= 0),
  -- Parts in a million of an amount: 1.5 % is 15,000.
  fx_fee_ppm integer NOT NULL DEFAULT 0 CHECK (fx_fee_ppm BETWEEN 0 AND 1000000),
  deposit_commission_ppm integer NOT NULL DEFAULT 0 CHECK (deposit_commission_ppm BETWEEN 0 AND 1000000),
  atm_fee bigint NOT NULL DEFAULT 0 CHECK (atm_fee >= 0),
  withdrawal_floor bigint NOT NULL DEFAULT 1000 CHECK (withdrawal_floor >= 0),
  -- [[max_authorizations, time_window_seconds], …], at most five.
  velocity_rules json NOT NULL DEFAULT '[]'
);

-- What a card is. All that authorizations decide on and that may change is in card_states.
CREATE TABLE cards (
  company_id id NOT NULL,
  id id NOT NULL,
  holder_name text NOT NULL,
  approval_method text NOT NULL CHECK (approval_method IN ('TOP_UP', 'WEBHOOK', 'NONE')),
  email text,
  phone_country_code text NOT NULL,
  phone text NOT NULL,
  three_ds text NOT NULL DEFAULT 'AUTOMATIC' CHECK (three_ds IN ('AUTOMATIC', 'FORWARDED', 'DISABLED')),
  fallback_decision text NOT NULL DEFAULT 'DECLINE' CHECK (fallback_decision IN ('DECLINE', 'APPROVE')),
  fallback_limit bigint CHECK (fallback_limit >= 0),
  require_signed_answer boolean NOT NULL DEFAULT false,
  metadata json NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL,
  PRIMARY KEY (company_id, id)
);

-- What changes about a card, and THE lock of everything that happens on it. A statement that waits for this row sees
-- its newest version but the old one of every table joined to it, so whatever a decision needs and may change is here.
-- No index but the key and no foreign key: updates stay on their page (HOT), and lock nothing else.
CREATE TABLE card_states (
  company_id id NOT NULL,
  card_id id NOT NULL,
  -- The latest moment that anything was decided on this card, by the company's clock; the sums below are of its windows.
  last_at timestamptz NOT NULL,
  spent_day bigint NOT NULL DEFAULT 0,
  spent_week bigint NOT NULL DEFAULT 0,
  spent_month bigint NOT NULL DEFAULT 0,
  -- By how much the card's own balance is below zero.
  overdrawn bigint NOT NULL DEFAULT 0,
  cvv_tries smallint NOT NULL DEFAULT 0,
  pin_tries smallint NOT NULL DEFAULT 0,
  velocity_reset_at timestamptz NOT NULL DEFAULT 'epoch',
  blocked_by text CHECK (blocked_by IN ('VELOCITY', 'CVV', 'OPERATOR')),
  frozen boolean NOT NULL DEFAULT false,
  active boolean NOT NULL DEFAULT true,
  deleted_at timestamptz,
  -- Grows with each reissue; numbers of earlier versions are dead.
  pan_version integer NOT NULL DEFAULT 1,
  last4 text NOT NULL,
  -- The first moment at which the card is no longer valid.
  expires_at timestamptz NOT NULL,
  per_transaction_limit bigint CHECK (per_transaction_limit >= 0),
  daily_limit bigint CHECK (daily_limit >= 0),
  weekly_limit bigint CHECK (weekly_limit >= 0),
  monthly_limit bigint CHECK (monthly_limit >= 0),
  PRIMARY KEY (company_id, card_id)
) WITH (fillfactor = 60, autovacuum_vacuum_scale_factor = 0.02);

-- The few cards that owe, so that free claims are summed without visiting the many that do not.
CREATE INDEX card_states_overdrawn ON card_states (company_id) WHERE overdrawn > 0;

-- Keys of the vault, each sealed under the master key.
CREATE TABLE vault_keys (
  purpose text PRIMARY KEY CHECK (purpose IN ('data', 'cvv')),
  sealed bytea NOT NULL
);

-- Card numbers and PINs, sealed under the data key, bound to card and version.
CREATE TABLE vault_cards (
  company_id id NOT NULL,
  card_id id NOT NULL,
  pan_version integer NOT NULL,
  pan bytea NOT NULL,
  pin bytea,
  PRIMARY KEY (company_id, card_id)
);

-- A directory (design: section 5): which card has this number. Keyed hash, under a key that is not in the database.
CREATE TABLE vault_pans (
  hash bytea PRIMARY KEY,
  company_id id NOT NULL,
  card_id id NOT NULL,
  pan_version integer NOT NULL
);

-- One-time pages that show a card number or a PIN: the token is known to its holder alone.
CREATE TABLE card_pages (
  company_id id NOT NULL,
  token_hash bytea NOT NULL,
  card_id id NOT NULL,
  shows text NOT NULL CHECK (shows IN ('PAN', 'PIN')),
  -- Wall time.
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (company_id, token_hash)
);
CREATE INDEX card_pages_expiry ON card_pages (expires_at);

-- What the operator set in place of the checked-in rates: units of the currency for one USD, in 10^-12 units.
CREATE TABLE fx_rates (
  currency text PRIMARY KEY,
  per_usd amount NOT NULL CHECK (per_usd > 0),
  as_of date NOT NULL
);

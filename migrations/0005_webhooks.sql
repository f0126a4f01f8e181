-- Where a company wants to be told. Secrets, the legacy key and custom header values are sealed.
CREATE TABLE webhook_endpoints (
  company_id id NOT NULL,
  id id NOT NULL,
  url text NOT NULL,
  description text NOT NULL,
  enabled boolean NOT NULL,
  disabled_reason text,
  disabled_at timestamptz,
  filters text[] NOT NULL,
  format text NOT NULL CHECK (format IN ('operation', 'product')),
  ordered boolean NOT NULL,
  decision boolean NOT NULL,
  -- Made by the documented subscribe call, which always means this one.
  is_default boolean NOT NULL,
  headers bytea,
  rate_limit integer,
  timeout_ms integer NOT NULL,
  retry_schedule integer[],
  legacy_key bytea,
  -- 'v1', and 'v1a' where the endpoint asks for it.
  signatures text[] NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (company_id, id)
);

CREATE UNIQUE INDEX webhook_endpoints_decision ON webhook_endpoints (company_id) WHERE decision;
CREATE UNIQUE INDEX webhook_endpoints_default ON webhook_endpoints (company_id) WHERE is_default;

-- The secrets an endpoint's messages are signed with: the one without an end is current, the others run out.
CREATE TABLE webhook_secrets (
  company_id id NOT NULL,
  endpoint_id id NOT NULL,
  number integer NOT NULL,
  secret bytea NOT NULL,
  private_key bytea NOT NULL,
  public_key text NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz,
  PRIMARY KEY (company_id, endpoint_id, number),
  FOREIGN KEY (company_id, endpoint_id) REFERENCES webhook_endpoints ON DELETE CASCADE
);

-- How an endpoint in trouble stands, so that a restart does not hammer it anew. No row means well.
CREATE TABLE webhook_health (
  company_id id NOT NULL,
  endpoint_id id NOT NULL,
  failing_since timestamptz NOT NULL,
  failures integer NOT NULL,
  open_until timestamptz,
  PRIMARY KEY (company_id, endpoint_id)
);

-- Deliveries that are not finished: one narrow row each, which leaves when it is done. Small and hot, so: no foreign
-- keys, and only the two indexes that finding needs. `due_at` is when somebody may take it: whoever does moves it to the end of
-- a short lease, and a process that makes a row and sends it itself makes it with a lease.
CREATE TABLE webhook_due (
  company_id id NOT NULL,
  id id NOT NULL,
  event_id id NOT NULL,
  endpoint_id id NOT NULL,
  -- 0 first attempts, 1 retries, 2 replays; 9 parked: waits for its endpoint, which is slow, limited or down.
  lane smallint NOT NULL,
  due_at timestamptz NOT NULL,
  -- All so far, and those of this round (a replay starts a new round).
  attempts integer NOT NULL,
  tries integer NOT NULL,
  -- Ordered endpoints only: what the event belongs to.
  line text COLLATE "C",
  replay_id id,
  last_error text,
  PRIMARY KEY (company_id, id)
) WITH (
  autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000,
  autovacuum_vacuum_insert_threshold = -1, autovacuum_vacuum_cost_delay = 0
);

CREATE INDEX webhook_due_when ON webhook_due (lane, due_at) WHERE lane < 9;
CREATE INDEX webhook_due_parked ON webhook_due (company_id, endpoint_id, due_at) WHERE lane = 9;
CREATE INDEX webhook_due_lines ON webhook_due (company_id, endpoint_id, line, event_id) WHERE line IS NOT NULL;

-- Every send, append-only. A delivery that was accepted is its attempt with `delivered`; all attempts of a delivery are in the
-- partition of its event's day.
CREATE TABLE webhook_attempts (
  company_id id NOT NULL,
  id id NOT NULL,
  number integer NOT NULL,
  event_id id NOT NULL,
  endpoint_id id NOT NULL,
  started_at timestamptz NOT NULL,
  duration_ms integer NOT NULL,
  delivered boolean NOT NULL,
  status_code integer,
  error text,
  detail text,
  -- What cannot be worked out again: the signature; and the names of custom headers, whose values are not kept.
  signature text NOT NULL,
  header_names text,
  response_headers text,
  response_body text,
  -- Not the number: two processes may both have sent it, when the lease of one ran out.
  PRIMARY KEY (company_id, id, started_at)
) PARTITION BY RANGE (id);

CREATE TABLE webhook_attempts_default PARTITION OF webhook_attempts DEFAULT;

-- Deliveries that are finished and were not accepted: out of tries, or cancelled with their endpoint.
CREATE TABLE webhook_undelivered (
  company_id id NOT NULL,
  id id NOT NULL,
  event_id id NOT NULL,
  endpoint_id id NOT NULL,
  state text NOT NULL CHECK (state IN ('exhausted', 'cancelled')),
  attempts integer NOT NULL,
  last_error text,
  PRIMARY KEY (company_id, id)
) PARTITION BY RANGE (id);

CREATE TABLE webhook_undelivered_default PARTITION OF webhook_undelivered DEFAULT;

CREATE TABLE webhook_replays (
  company_id id NOT NULL,
  id id NOT NULL,
  endpoint_id id,
  since timestamptz NOT NULL,
  until timestamptz NOT NULL,
  only_what text NOT NULL CHECK (only_what IN ('failed', 'missing', 'all')),
  filters text[] NOT NULL,
  state text NOT NULL CHECK (state IN ('running', 'paused', 'done', 'cancelled')),
  matched bigint NOT NULL,
  queued bigint NOT NULL,
  sent bigint NOT NULL,
  failed bigint NOT NULL,
  -- The last event looked at.
  position id,
  created_at timestamptz NOT NULL,
  taken_until timestamptz,
  PRIMARY KEY (company_id, id)
);

CREATE INDEX webhook_replays_running ON webhook_replays (state) WHERE state = 'running';

SELECT make_day_partitions('webhook_attempts', 'dlv_', current_date - 1, 9);
SELECT make_day_partitions('webhook_undelivered', 'dlv_', current_date - 1, 9);

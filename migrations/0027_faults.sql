-- Faults on purpose, for tests of receivers; sandbox only. One row for each endpoint whose deliveries go astray.
CREATE TABLE webhook_faults (
  company_id id NOT NULL,
  endpoint_id id NOT NULL,
  -- How many of all: 0 none, 1 each.
  drop_rate double precision NOT NULL CHECK (drop_rate BETWEEN 0 AND 1),
  duplicate_rate double precision NOT NULL CHECK (duplicate_rate BETWEEN 0 AND 1),
  reorder_rate double precision NOT NULL CHECK (reorder_rate BETWEEN 0 AND 1),
  delay_ms integer NOT NULL CHECK (delay_ms >= 0),
  -- Which ones follows from it.
  seed text NOT NULL,
  -- Wall time.
  ends_at timestamptz NOT NULL,
  PRIMARY KEY (company_id, endpoint_id),
  FOREIGN KEY (company_id, endpoint_id) REFERENCES webhook_endpoints ON DELETE CASCADE
);

-- Dispatcher processes that are there: an endpoint's rate limit is divided between them. A row that was not renewed for as
-- long as a lease lasts is of a dead one. Times are the database's, as the machines' clocks may differ.
CREATE TABLE webhook_dispatchers (
  id text COLLATE "C" PRIMARY KEY,
  seen_at timestamptz NOT NULL
);

-- Whether a process has a delivery in its hands: a replay, or a clock that is moved, brings retries forward that wait, and none that
-- is being sent. The lease of a process that died ends with `due_at`, as ever.
ALTER TABLE webhook_due ADD COLUMN leased boolean NOT NULL DEFAULT false;

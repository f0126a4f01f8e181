-- Deposits that are credited to nobody, of all companies: the operator reads them page by page, the newest first, however many
-- somebody sends that are worth nothing.
CREATE INDEX wallet_movements_suspended_by_id ON wallet_movements (id)
  WHERE operation = 'DEPOSIT' AND state = 'PROCESSING';
